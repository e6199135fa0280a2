"""Builds the web assets into the wheel, so that an installed Watchkeeper needs no Node."""
