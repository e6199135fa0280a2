"""Taking over the history of a Tautulli: from its database, or beside it through its API."""
