"""Block Kit: pure functions from what we know to a `Message`."""
