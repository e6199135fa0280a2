"""Signing in: passwords, how fast they may be tried, and the log of it."""
