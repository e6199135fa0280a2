"""Counts and sums of the plays that a question means."""
