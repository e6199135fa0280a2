"""Changes of very many plays: as jobs, in parts, between which others write."""
