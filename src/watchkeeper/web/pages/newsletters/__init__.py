"""Pages of newsletters: the list, one newsletter, its issues, and what readers see."""
