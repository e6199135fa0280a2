"""Views of notifications: from what is known to what the pages show."""
