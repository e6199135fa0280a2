"""Watchkeeper: one record of what was watched, and careful hands."""

__version__ = "0.1.0"
