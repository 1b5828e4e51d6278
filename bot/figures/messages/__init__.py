"""Figures as messages."""
