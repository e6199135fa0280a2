"""Items in words: their heads, who watched them, their seasons."""
