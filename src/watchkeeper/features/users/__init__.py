"""The people on the servers: who they are, what they are called, what they may see."""
