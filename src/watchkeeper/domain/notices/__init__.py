"""Notices: triggers, parameters, conditions and texts of notifications."""
