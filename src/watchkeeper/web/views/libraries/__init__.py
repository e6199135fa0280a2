"""Libraries in words: all of them, one of them, and what it holds."""
