"""Issues on their way to everybody."""
