"""What the libraries hold, row by row: when it came, and since when it is gone."""
