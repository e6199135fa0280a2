"""One watch a server: when to look, what to read, and whether it answers."""
