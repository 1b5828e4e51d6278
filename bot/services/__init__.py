"""What the bot can do, independent of Slack; one promise a file."""
