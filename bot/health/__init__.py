"""How the bot and its sources are."""
