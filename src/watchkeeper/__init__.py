"""Watchkeeper: one record of what was watched, and careful hands."""
