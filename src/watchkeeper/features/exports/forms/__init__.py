"""The forms an export can have: each writes one item after the other into a file."""
