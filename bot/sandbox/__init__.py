"""A Slack and an Invocations API on this machine, as strict as the real ones."""
