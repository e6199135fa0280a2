"""Newsletters and the people they go to."""
