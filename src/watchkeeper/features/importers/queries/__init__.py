"""The SQL of importing: what is read from a Tautulli database, what is written into ours."""
