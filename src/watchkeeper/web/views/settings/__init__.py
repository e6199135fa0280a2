"""The settings in words: fields of forms, areas, keys and upkeep."""
