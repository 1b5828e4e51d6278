"""What the bot may do in a workspace: the bot scopes of `manifest.yml`, which a test compares."""

REQUIRED = frozenset({"commands", "chat:write", "users:read", "app_mentions:read", "im:history"})

WITHOUT = {
    "files:write": "CSV tables and export files cannot be sent",
    "im:write": "files cannot be sent to one person",
    "usergroups:read": "REPORTERS cannot name user groups",
    "files:read": "whether Slack has shown a file is not known",
    "channels:history": "a digest that may have arrived in a public channel waits for its owner",
    "groups:history": "a digest that may have arrived in a private channel waits for its owner",
}
"""The optional scopes, each with what is missing without it."""
