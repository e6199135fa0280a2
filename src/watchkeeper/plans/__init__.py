"""Changes to the world outside: proposed, confirmed, applied step by step, verified, on record."""
