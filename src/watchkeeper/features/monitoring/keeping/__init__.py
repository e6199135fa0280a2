"""Keeping streams on disk, and writing those that ended as plays."""
