"""The doctor: looks at every part of the bot, says what is wrong and how to mend it.

A file for each part. The same checks are made at the command line, where everything may be wrong at
once (`context.py`, `checks.py`), and for admins in Slack, where the bot at least answers.
"""
