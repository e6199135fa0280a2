"""SQL of newsletters."""
