"""Rows about people, wherever they are."""
