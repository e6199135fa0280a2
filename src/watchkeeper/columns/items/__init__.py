"""What the plays say of items: how far they were watched, and which may be the same."""
