"""What keeps the house running: clock, events, loops, jobs."""
