"""Making what an issue shows and says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import tzinfo

from watchkeeper.domain.newsletters.content import Content, Picture, spoken_words
from watchkeeper.domain.newsletters.frames import start_of
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.notices.texts import Text
from watchkeeper.errors import InputError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.making.gathering import Gathering
from watchkeeper.features.newsletters.making.pages import Links, page
from watchkeeper.features.newsletters.making.texts import Facts, filled, parameter_values
from watchkeeper.features.preferences import Display, Preferences
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import speaking
from watchkeeper.values import dataclass

LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .()-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which issue is to be made: its name, its end, and words in place of the newsletter's own."""

    letter: Newsletter
    uuid: str
    end: int  # UTC seconds
    words: Mapping[str, str] = field(default_factory=dict)  # subject, body, message


@dataclass(frozen=True, slots=True)
class Composed:
    """An issue that is made but not sent; `start` in UTC seconds."""

    content: Content
    start: int
    filename: str


@dataclass(frozen=True, slots=True)
class Household:
    """How the household writes: an issue speaks its language, and English where none is chosen."""

    preferences: Preferences
    languages: Languages


class Composing:
    """Makes issues of newsletters, for sending and for looking at them before."""

    def __init__(
        self,
        gathering: Gathering,
        household: Household,
        addresses: Addresses,
        zone: tzinfo,
    ) -> None:
        self._gathering = gathering
        self._household = household
        self._addresses = addresses
        self._zone = zone

    async def compose(self, order: Order) -> Composed:
        """All of an issue; without sections there is nothing to tell.

        Raises:
            InputError: the owner's template cannot be filled.
        """
        display = self._household.preferences.group(Display)
        with speaking(self._household.languages.named(display.language)):
            return await self._compose(order, display)

    async def _compose(self, order: Order, display: Display) -> Composed:
        letter, design = order.letter, order.letter.design
        start = start_of(order.end, letter.frame, self._zone)
        where = await self._gathering.whereabouts(letter, start, order.end)
        facts = Facts(
            where=where,
            uuid=order.uuid,
            url=self._addresses.issue(letter, order.uuid),
            static_url=self._addresses.newest(letter),
            date_format=display.date_format,
            zone=self._zone,
        )
        values = parameter_values(facts)
        texts = {
            name: filled(name, order.words.get(name) or letter.text(name), values)
            for name in ("subject", "body", "message")
        }
        content = Content(
            **texts,
            server_name=where.server.name,
            start=Moment(start, self._zone, display.date_format).told,
            end=Moment(order.end, self._zone, display.date_format).told,
            sections=await self._gathering.sections(where),
            accent=design.accent,
            direction=design.direction,
            template=design.template,
            words=spoken_words(),
        )
        page(content, Links(picture=_no_picture))
        return Composed(content, start, self._filename(letter, values))

    def _filename(self, letter: Newsletter, values: dict[str, object]) -> str:
        """The name of its file: letters, digits and a few signs, never a path."""
        pattern = str(letter.config["filename"]).strip() or "newsletter_{newsletter_uuid}.html"
        try:
            name = Text.taken_over(pattern, "email").fill(values, None)
        except InputError:
            name = f"newsletter_{values['newsletter_uuid']}"
        stem = _UNSAFE.sub("_", name.removesuffix(".html")).strip(" .")[:LONGEST_NAME]
        return f"{stem or values['newsletter_uuid']}.html"


def _no_picture(_picture: Picture) -> str:
    return ""
