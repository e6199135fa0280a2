"""Home, and its cards."""
