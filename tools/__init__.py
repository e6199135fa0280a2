"""Programs for who builds Watchkeeper; they are no part of it."""
