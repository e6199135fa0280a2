"""Protocols in which other programs speak to us."""
