"""How guests are let in, and how they come in."""
