"""Home in words: what plays now, cards, health."""
