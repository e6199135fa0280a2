"""A year in review in words, and the links to it."""
