"""The database: the truth. A play is a row, and nothing is ever lost."""
