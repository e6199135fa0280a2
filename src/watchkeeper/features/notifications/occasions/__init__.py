"""What may set notifiers off, written down before it is told."""
