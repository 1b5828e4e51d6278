"""The Block Kit kit: pure functions from what we know to a `Message`."""
