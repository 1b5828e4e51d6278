"""The HTTP server, and who may speak to it."""
