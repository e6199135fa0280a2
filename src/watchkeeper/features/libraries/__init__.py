"""Libraries, their items, and pictures of both."""
