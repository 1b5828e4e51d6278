"""Digests: a summary in a channel, every day, once."""
