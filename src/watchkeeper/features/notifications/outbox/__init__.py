"""Messages on their way, and the log of those that were sent."""
