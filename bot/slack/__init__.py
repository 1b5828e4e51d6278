"""How messages leave for Slack."""
