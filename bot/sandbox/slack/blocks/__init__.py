"""Block Kit's rules: what Slack takes in messages, modals and Home, and how it says no."""
