"""A newsletter: what it tells of, when, to whom, and how it looks.

`content` is the row of Tautulli's table of newsletters without its number: settings of the
newsletter and of its mail are JSON in it; what Tautulli has no word for is under "design".
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import orjson

from watchkeeper.domain.facts import SectionId, ServerId, whole_number
from watchkeeper.domain.newsletters.blocks import ADDED, Block, read_blocks
from watchkeeper.domain.newsletters.cron import Cron
from watchkeeper.domain.newsletters.frames import UNITS, Frame
from watchkeeper.domain.newsletters.mustache import Template
from watchkeeper.domain.notices.agents import MAIL, Setting, Settings
from watchkeeper.domain.notices.settings import full_settings, stored_settings
from watchkeeper.errors import InputError
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

USUAL_CRON = "0 0 * * 0"
USUAL_SUBJECT = "Recently Added to {server_name}! ({end_date})"
USUAL_BODY = "View the newsletter here: {newsletter_url}"
CONFIG: Settings = {
    "custom_cron": 0, "time_frame": 7, "time_frame_units": "days", "formatted": 1, "threaded": 0,
    "notifier_id": 0, "filename": "", "save_only": 0, "incl_libraries": [],
}  # fmt: skip
EMAIL: Settings = {**MAIL, "from_name": "Tautulli Newsletter", "notifier_id": 0}
AGENT = {"agent_id": 0, "agent_name": "recently_added", "agent_label": "Recently Added"}
USUAL_ACCENT = "#c98a00"
PICTURES = {
    "embedded": N_("in the mail itself"),
    "linked": N_("linked, from your public address"),
    "none": N_("no pictures"),
}
DIRECTIONS = ("ltr", "rtl")
PORTS = range(1, 65_536)
ENCRYPTIONS = ("none", "starttls", "tls")
"""Of a mail server, by Tautulli's numbers."""
MOST_PEOPLE = 500
ID_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Way(StrEnum):
    """How an issue goes out."""

    MAIL = "mail"  # through a mail server of its own
    NOTIFIER = "notifier"  # a mail, through a mail notifier
    TEXT = "text"  # its text alone, through any notifier
    SAVE = "save"  # not at all: it is a page and a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What Tautulli has no word for. The defaults are what it does."""

    blocks: tuple[Block, ...] = ADDED
    accent: str = USUAL_ACCENT
    direction: str = "ltr"
    pictures: str = "embedded"
    separately: bool = False  # everybody gets a mail of their own, with a link to unsubscribe
    people: tuple[int, ...] = ()  # plex.tv account numbers, besides the addresses of the mail
    everybody: bool = False  # all people of the server with an address, also those who come
    names_people: bool = False  # whether people are called by their names
    template: str = field(default="", repr=False)  # of the owner's own, "" for ours
    password: str = field(default="", repr=False)  # of the page on the web
    is_silent: bool = False  # came from a Tautulli that may still send it: never due here


@dataclass(frozen=True, kw_only=True)
class Newsletter:
    """One newsletter of one server; instants in UTC seconds."""

    server_id: ServerId
    number: int
    content: Mapping[str, Any] = field(repr=False)  # Any: columns of the table
    next_at: int | None = None

    @property
    def friendly_name(self) -> str:
        return str(self.content.get("friendly_name") or "")

    @property
    def title(self) -> str:
        """Its name, else its number."""
        return self.friendly_name or _("Newsletter %(number)s", number=self.number)

    @property
    def id_name(self) -> str:
        """Its lasting name in addresses; "" for none."""
        return str(self.content.get("id_name") or "")

    @property
    def is_active(self) -> bool:
        return bool(whole_number(self.content.get("active")))

    @cached_property
    def config(self) -> dict[str, Setting]:
        """Tautulli's settings of a newsletter."""
        return full_settings(CONFIG, stored_settings(self.content.get("newsletter_config")))

    @cached_property
    def email(self) -> dict[str, Setting]:
        """Tautulli's settings of its mail, `notifier_id` (0: none) among them."""
        return full_settings(EMAIL, stored_settings(self.content.get("email_config")))

    @cached_property
    def design(self) -> Design:
        """What is our own; the usual where nothing was chosen."""
        stored = self.content.get("design")
        return design_of(stored) if isinstance(stored, Mapping) else Design()

    @property
    def is_due_by_itself(self) -> bool:
        """Whether it is sent on its schedule."""
        return self.is_active and not self.design.is_silent

    @property
    def cron(self) -> Cron | None:
        """Its schedule; None where it cannot be read."""
        try:
            return Cron.read(str(self.content.get("cron") or ""))
        except InputError:
            return None

    @property
    def frame(self) -> Frame:
        """How far back it looks; the usual where that cannot be read."""
        unit = str(self.config["time_frame_units"])
        try:
            return Frame.read(whole_number(self.config["time_frame"]), unit)
        except InputError:
            return Frame(7, unit if unit in UNITS else UNITS[1])

    @property
    def section_ids(self) -> tuple[SectionId, ...]:
        """The libraries it tells of; none means nothing."""
        chosen = self.config["incl_libraries"]
        numbers = [whole_number(each) for each in chosen] if isinstance(chosen, list) else []
        return tuple(SectionId(number) for number in numbers if number is not None)

    @property
    def is_formatted(self) -> bool:
        """Whether it goes out as a mail with a page; else its text goes through a notifier."""
        return bool(self.config["formatted"])

    @property
    def is_saved_only(self) -> bool:
        return bool(self.config["save_only"])

    @property
    def is_threaded(self) -> bool:
        return bool(self.config["threaded"])

    @property
    def way(self) -> Way:
        """How it goes out."""
        if self.is_saved_only:
            return Way.SAVE
        if not self.is_formatted:
            return Way.TEXT
        return Way.NOTIFIER if self.notifier else Way.MAIL

    @property
    def notifier(self) -> int:
        """The number of the notifier that it goes out through; 0 for its own mail settings."""
        config = self.email if self.is_formatted else self.config
        return whole_number(config["notifier_id"]) or 0

    def text(self, name: str) -> str:
        """Subject, body or message, before anything is filled in."""
        return str(self.content.get(name) or "")


def new_content() -> dict[str, Any]:  # Any: columns of the table
    """A newsletter as it is added: not active yet."""
    return {
        **AGENT,
        "id_name": "",
        "friendly_name": "",
        "newsletter_config": as_json(CONFIG),
        "email_config": as_json(EMAIL),
        "subject": USUAL_SUBJECT,
        "body": USUAL_BODY,
        "message": "",
        "cron": USUAL_CRON,
        "active": 0,
        "design": stored_design(Design(password=new_password())),
    }


def new_password() -> str:
    """A password for the page of a newsletter, as links carry it."""
    return secrets.token_urlsafe(9)


def stored_design(design: Design) -> dict[str, Any]:  # Any: JSON
    """A design as it is stored."""
    return {**asdict(design), "blocks": [block.value for block in design.blocks]}


def design_of(stored: Mapping[str, Any]) -> Design:  # Any: JSON
    """A stored design; what it does not know is as usual."""
    known = {name: value for name, value in stored.items() if name in Design.__slots__}
    known["blocks"] = read_blocks(known.get("blocks") or ADDED)
    known["people"] = tuple(known.get("people") or ())
    return Design(**known)


def check(content: Mapping[str, Any]) -> None:  # Any: columns of the table
    """Refuse what would not work later, at the moment in which somebody saves it.

    Raises:
        InputError: something cannot be used; `field` names it.
    """
    letter = Newsletter(server_id=ServerId(0), number=0, content=content)
    Cron.read(str(content.get("cron") or ""))
    Frame.read(whole_number(letter.config["time_frame"]), str(letter.config["time_frame_units"]))
    if letter.id_name and not ID_NAME.fullmatch(letter.id_name):
        raise InputError(
            "The name in addresses has 1 to 64 letters, digits, - and _.", field="id_name"
        )
    _check_design(letter.design)


def _check_design(design: Design) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", design.accent):
        raise InputError("The colour is written as #rrggbb.", field="accent")
    if design.direction not in DIRECTIONS:
        raise InputError("Texts run from left to right or from right to left.", field="direction")
    if design.pictures not in PICTURES:
        raise InputError("Pictures are embedded, linked or none.", field="pictures")
    if len(design.people) > MOST_PEOPLE:
        raise InputError("Choose at most %(most)s people.", most=MOST_PEOPLE, field="people")
    if design.template:
        Template.read(design.template)


def as_json(value: object) -> str:
    """Settings as a column of the table holds them."""
    return orjson.dumps(value).decode()
