"""People in words: all of them, one of them, and one's own pages."""
