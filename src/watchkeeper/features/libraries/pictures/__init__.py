"""Pictures of the servers within a bound on disk, and our own where there is none."""
