"""Adapters: how each product outside is spoken to. They do not know each other."""
