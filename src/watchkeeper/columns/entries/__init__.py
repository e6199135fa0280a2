"""The entries of a history, and the pages they are shown on."""
