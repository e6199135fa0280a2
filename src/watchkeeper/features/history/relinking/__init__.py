"""Linking plays to the items of today after a server numbered them anew."""
