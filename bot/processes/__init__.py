"""The processes that the bot consists of."""
