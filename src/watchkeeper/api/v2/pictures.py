"""Addresses of pictures that Tautulli has built in, which callers see where an item has none."""

from __future__ import annotations

DEFAULT_AVATAR = "interfaces/default/images/gravatar-default-80x80.png"
DEFAULT_COVER = "interfaces/default/images/cover.png"


def avatar(thumb: str | None) -> str:
    """A person's picture, or the one that stands for none."""
    return thumb or DEFAULT_AVATAR


def given_picture(address: str) -> str:
    """A picture that a caller sets; those that stand for none are none.

    Callers who change one thing send the rest back as they read it.
    """
    return "" if address in {DEFAULT_AVATAR, DEFAULT_COVER} else address
