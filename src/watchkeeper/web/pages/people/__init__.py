"""Pages of people: all of them, one of them, and one's own."""
