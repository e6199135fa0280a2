"""Making an issue: what it shows and says."""
