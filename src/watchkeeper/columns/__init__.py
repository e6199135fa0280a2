"""The in-memory read model: the same plays as the database has, as NumPy arrays."""
