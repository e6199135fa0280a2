"""Notifications: what the owner is told, through which channels, and when."""
