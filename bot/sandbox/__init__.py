"""A Slack and an Invocations API on this machine, as strict as the real ones.

It validates every block and view, counts the uses of a `response_url`, expires triggers, checks
scopes against the manifest. If a test is hard to write because the sandbox refuses something, the
bot is probably wrong.
"""
