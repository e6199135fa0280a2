"""Web sessions, and what a browser carries of them."""
