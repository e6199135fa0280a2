"""From occasions to messages: what is known, who tells of it, and in which words."""
