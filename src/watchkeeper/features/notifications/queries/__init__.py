"""SQL of notifiers, of messages, and of arrivals that wait to be told."""
