"""The SQL of the record: writing plays, following changes, fetching rows."""
