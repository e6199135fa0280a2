"""Times in which nobody looked, and filling them from the server."""
