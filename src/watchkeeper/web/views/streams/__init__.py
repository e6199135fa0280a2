"""Streams in words: how they are delivered, and to whom."""
