"""Notifiers: what each tells, how, and whether it can do what its owner wrote."""
