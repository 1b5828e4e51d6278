"""Exports: hours and days of single invocations, and the latest ones."""
