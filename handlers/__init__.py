"""Slack surfaces, one per module."""
