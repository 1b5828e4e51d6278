"""Watches: who is told when something moves, once, in one message that stays true."""
