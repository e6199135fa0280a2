"""Display titles of items."""

from __future__ import annotations


def full_title(
    media_type: str, title: str, *, parent: str = "", grandparent: str = "", artist: str = ""
) -> str:
    """The title with what it belongs to; `artist` is the artist of one track of an album.

    Examples:
        >>> full_title("episode", "Harbour", parent="Season 2", grandparent="North Coast")
        'North Coast - Harbour'
        >>> full_title("track", "Tide", grandparent="Various Artists", artist="The Quay")
        'Tide - The Quay'
    """
    match media_type:
        case "season" | "album" | "photo":
            return f"{parent} - {title}" if parent else title
        case "episode":
            return f"{grandparent} - {title}" if grandparent else title
        case "track":
            return f"{title} - {artist or grandparent}" if artist or grandparent else title
        case _:
            return title
