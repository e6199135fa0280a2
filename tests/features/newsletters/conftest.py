"""A house with new titles, a mail server beside it, and newsletters of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.v1.house import House, opened
from tests.integrations.channels.test_mail import PostOffice
from tests.integrations.channels.test_mail import opened as open_office
from watchkeeper.db.tables import library_item
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.features.newsletters import Issue, Newsletter, Newsroom
from watchkeeper.features.newsletters.letters.editing import Edit, edited
from watchkeeper.runtime.clock import instant

HERE = ServerId(1)
HOUR = 3600
FILMS, SHOWS, MUSIC = "1", "3", "6"
TITLE = '<script>alert("1")</script> שלום'


def row(rating_key: int, **more: Any) -> dict[str, Any]:  # Any: values of any column
    return {
        "server_id": 1,
        "rating_key": rating_key,
        "section_id": 1,
        "media_type": "movie",
        "title": "A film",
        "parent_title": "",
        "grandparent_title": "",
        "full_title": "A film",
        "year": 1999,
        "guid": f"plex://movie/{rating_key}",
        "external_ids": "",
        "thumb": "/library/metadata/1001/thumb/1",
        "parent_thumb": "",
        "grandparent_thumb": "",
        "media": "",
        "first_seen_at": 1,
        "arrival": "new",
        **more,
    }


def episode(number: int, season: int = 1, show: int = 7000, **more: Any) -> dict[str, Any]:
    return row(
        show + 100 * season + number,
        media_type="episode",
        section_id=3,
        title=f"Part {number}",
        media_index=number,
        parent_media_index=season,
        parent_title=f"Season {season}",
        parent_rating_key=show + season,
        grandparent_rating_key=show,
        grandparent_title=f"Show {show}",
        **more,
    )


@dataclass
class Desk:
    """The house, its newsroom, and the mail server that takes what is sent."""

    house: House
    office: PostOffice

    @property
    def room(self) -> Newsroom:
        return self.house.app.newsroom

    @property
    def now(self) -> int:
        return instant(self.house.fake.clock)

    def pass_time(self, seconds: float) -> None:
        self.house.fake.clock.advance(seconds)

    async def add(self, *rows: dict[str, Any]) -> None:
        """Titles that came to the libraries."""
        stamped = [{"added_at": self.now - HOUR, **one} for one in rows]
        await self.house.app.db.write(
            lambda conn: [conn.execute(library_item.insert().values(one)) for one in stamped]
        )

    async def letter(self, **more: Any) -> Newsletter:
        """A newsletter to Ada and Bo, due every hour."""
        number = await self.room.letters.add(HERE)
        usual = Edit(
            row={"active": 1, "cron": "0 * * * *", "subject": "News of {server_name}"},
            config={
                "time_frame": 1, "time_frame_units": "hours",
                "incl_libraries": [FILMS, SHOWS, MUSIC],
            },
            email={
                "to": ["ada@mail.test", "bo@mail.test"], "from": "news@mail.test",
                "smtp_server": "127.0.0.1", "smtp_port": self.office.port, "tls": 0,
                "smtp_password": "hush-hush",
            },
            design={"separately": True},
        )  # fmt: skip
        before = await self.room.letters.get(HERE, number)
        await self.room.letters.put(HERE, number, edited(before, usual))
        return await self.change(number, **more)

    async def change(self, number: int, **more: Any) -> Newsletter:
        """The newsletter with other settings, by their part."""
        before = await self.room.letters.get(HERE, number)
        await self.room.letters.put(HERE, number, edited(before, Edit(**more)))
        return await self.room.letters.get(HERE, number)

    async def make_and_send(self) -> Issue:
        """What is due, made and sent; the newest issue."""
        await self.room.press.make_due()
        await self.room.sending.drain()
        return (await self.room.issues.log(HERE))[0]

    async def states(self, issue: Issue) -> list[str]:
        found = (await self.room.issues.deliveries([issue.id]))[issue.id]
        return [str(one.state) for one in found]

    def mails(self) -> list[Any]:  # Any: mails as the standard library has them
        return [mail for _, mail in self.office.taken]

    def pages(self) -> list[str]:
        return [mail.get_body(("html",)).get_content() for mail in self.mails()]


ALL_BLOCKS = tuple(Block)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path) as house, open_office(PostOffice()) as office:
        yield Desk(house, office)
