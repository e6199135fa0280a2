"""Pages of the record: the history, changing it, repairing it."""
