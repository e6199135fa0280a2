"""Views of newsletters: from what is known to what the pages show."""
