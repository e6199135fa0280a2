"""Finding plays that cannot be as they are written, and putting them right."""
