"""Views: pure functions from what the services know to what a template shows."""
