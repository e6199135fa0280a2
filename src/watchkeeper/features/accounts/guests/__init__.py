"""Guests: their accounts and their invitations."""
