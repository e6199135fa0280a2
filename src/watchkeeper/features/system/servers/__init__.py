"""The servers that are watched: their addresses, their adapters, and asking them anew."""
