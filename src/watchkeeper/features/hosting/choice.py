"""Which host has the posters of a server, and what opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from watchkeeper.domain.facts import Facts
from watchkeeper.errors import InputError
from watchkeeper.values import dataclass


class HostName(StrEnum):
    """The hosts there are. Uploading is an act outside: it is chosen, never the default."""

    OWN = "own"  # this program, where people outside reach it
    NONE = "none"
    IMGUR = "imgur"
    CLOUDINARY = "cloudinary"


CREDENTIALS: Mapping[HostName, tuple[str, ...]] = {
    HostName.IMGUR: ("imgur_client_id",),
    HostName.CLOUDINARY: (
        "cloudinary_cloud_name", "cloudinary_api_key", "cloudinary_api_secret",
    ),
}  # fmt: skip
"""What opens a host, by Tautulli's names of settings."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class HostChoice:
    """The host of a server's posters."""

    host: HostName = HostName.OWN
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def uploads(self) -> bool:
        """Whether posters are handed to somebody else."""
        return self.host in CREDENTIALS

    def opens(self, host: HostName) -> bool:
        """Whether all is known that opens a host."""
        return all(self.credentials.get(name) for name in CREDENTIALS.get(host, ()))


def choice_of(stored: Facts) -> HostChoice:
    """A choice as it was stored; what it does not say is as usual."""
    names = [name for named in CREDENTIALS.values() for name in named]
    credentials = {name: str(stored[name]) for name in names if stored.get(name)}
    return HostChoice(HostName(str(stored.get("host") or HostName.OWN)), credentials)


def changed(before: HostChoice, host: str, sent: Mapping[str, str]) -> HostChoice:
    """A choice after a change; what opens a host stays where it is left blank.

    Raises:
        InputError: the host is not known, or something that opens it is missing or cannot be.
    """
    if host not in set(HostName):
        raise InputError("Choose where posters are shown from.", field="host")
    named = {name: text.strip() for name, text in sent.items() if text.strip()}
    for name, text in named.items():
        if len(text) > LONGEST or not (text.isascii() and text.isprintable()) or " " in text:
            raise InputError("It has letters, digits and signs, without blanks.", field=name)
    choice = HostChoice(HostName(host), {**before.credentials, **named})
    for name in CREDENTIALS.get(choice.host, ()):
        if not choice.credentials.get(name):
            raise InputError("This is needed to upload anything.", field=name)
    return choice
