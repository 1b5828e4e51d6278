"""Redis: the connection, time, locks, encryption, and how records are written."""
