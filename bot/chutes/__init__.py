"""The Invocations API: its verbs, its rows, its errors as ours."""
