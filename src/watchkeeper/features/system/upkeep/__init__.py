"""Backups, the check of the database, and room on the disk."""
