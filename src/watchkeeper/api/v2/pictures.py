"""Addresses of pictures that Tautulli has built in, which callers see where an item has none."""

from __future__ import annotations

from watchkeeper.features.libraries.library import Library

DEFAULT_AVATAR = "interfaces/default/images/gravatar-default-80x80.png"
DEFAULT_COVER = "interfaces/default/images/cover.png"
LIVE_COVER = "interfaces/default/images/libraries/live.png"
LIVE_ART = "interfaces/default/images/art-live-full.png"


def avatar(thumb: str | None) -> str:
    """A person's picture, or the one that stands for none."""
    return thumb or DEFAULT_AVATAR


def library_thumb(library: Library | None) -> str:
    """A library's picture, or the one that stands for none; Live TV has one of its own."""
    if library is None:
        return DEFAULT_COVER
    return library.poster or (LIVE_COVER if library.section_type == "live" else DEFAULT_COVER)


def library_art(library: Library | None) -> str | None:
    """A library's background, absent as it was stated; Live TV always has one."""
    if library is None:
        return None
    stated = library.custom_art_url or library.art
    return stated or (LIVE_ART if library.section_type == "live" else stated)


def given_picture(address: str) -> str:
    """A picture that a caller sets; those that stand for none are none.

    Callers who change one thing send the rest back as they read it.
    """
    return "" if address in {DEFAULT_AVATAR, DEFAULT_COVER, LIVE_COVER} else address
