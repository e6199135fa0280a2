"""What issues show: new titles with their seasons, what was watched, and nobody's secrets."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest

from tests.features.newsletters.conftest import (
    ALL_BLOCKS,
    HERE,
    HOUR,
    SHOWS,
    TITLE,
    Desk,
    episode,
    row,
)
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import library
from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.domain.newsletters.content import Section, content_of
from watchkeeper.errors import InputError
from watchkeeper.features.newsletters import ByHand
from watchkeeper.features.newsletters.making.added import MOST_TITLES
from watchkeeper.features.newsletters.making.pages import Links, page, plain_text, style_policy
from watchkeeper.features.newsletters.sending.issue import TEST
from watchkeeper.features.preferences import Display, Network


async def sections(desk: Desk, *blocks: Block, **design: object) -> dict[Block, Section]:
    letter = await desk.letter(design={"blocks": blocks or ALL_BLOCKS, **design})
    composed = await desk.room.press.preview(letter)
    return {section.block: section for section in composed.content.sections}


async def test_shows_tell_which_episodes_of_which_season_came(desk: Desk) -> None:
    await desk.add(
        *(episode(number) for number in (1, 2, 3, 5)),
        episode(9, season=2),
        episode(1, show=8000),
        episode(7, added_at=1),
    )
    shows = (await sections(desk))[Block.NEW_SHOWS]
    found = {entry.title: (entry.subtitle, entry.lines) for entry in shows.entries}
    assert found == {
        "Show 7000": (
            "2 seasons, 5 episodes",
            ("Season 1 – Episodes 1-3,5", "Season 2 – Episode 9: Part 9"),
        ),
        "Show 8000": ("1 season, 1 episode", ("Season 1 – Episode 1: Part 1",)),
    }


async def test_shows_that_nobody_else_knows_are_told_as_shows(desk: Desk) -> None:
    app = desk.house.app
    await app.db.write(
        lambda conn: conn.execute(
            library.update()
            .where(library.c.section_id == int(SHOWS))
            .values(agent="com.plexapp.agents.none")
        )
    )
    await app.libraries.reload(HERE)
    await desk.add(episode(1))
    shows = (await sections(desk))[Block.NEW_SHOWS]
    assert [entry.title for entry in shows.entries] == ["Show 7000"]


async def test_artists_tell_their_albums(desk: Desk) -> None:
    track = {
        "media_type": "track", "section_id": 6, "grandparent_rating_key": 9000,
        "grandparent_title": "Band", "parent_thumb": "/library/metadata/9001/thumb/1",
    }  # fmt: skip
    await desk.add(
        *(row(9100 + n, **track, parent_rating_key=9001, parent_title="One") for n in range(3)),
        row(9200, **track, parent_rating_key=9002, parent_title="Two"),
    )
    (band,) = (await sections(desk))[Block.NEW_MUSIC].entries
    assert band.lines == ("One – 3 tracks", "Two – 1 track")
    assert band.picture is not None
    assert band.picture.is_square


async def test_only_chosen_libraries_and_what_is_still_there_count(desk: Desk) -> None:
    await desk.add(
        row(5001, title="Mine"),
        row(5002, section_id=2),
        row(5003, gone_at=5),
        row(5004, added_at=5),
    )
    films = (await sections(desk))[Block.NEW_MOVIES]
    assert [entry.title for entry in films.entries] == ["Mine"]


async def test_of_very_many_only_the_newest_are_shown_and_the_rest_counted(desk: Desk) -> None:
    await desk.add(*(row(10_000 + n, title=f"Film {n}") for n in range(MOST_TITLES + 12)))
    films = (await sections(desk))[Block.NEW_MOVIES]
    assert (len(films.entries), films.more) == (MOST_TITLES, 12)


async def test_a_film_that_came_in_two_resolutions_is_told_once(desk: Desk) -> None:
    twice = {"title": "Dune", "year": 2021}
    await desk.add(row(5001, **twice), row(5002, **twice), row(5003, title="Dune", year=1984))
    films = (await sections(desk))[Block.NEW_MOVIES]
    assert [(entry.title, entry.subtitle) for entry in films.entries] == [
        ("Dune", "1984"),
        ("Dune", "2021"),
    ]
    assert films.more == 0


async def test_blocks_come_in_their_order_and_only_with_content(desk: Desk) -> None:
    await desk.add(episode(1), row(5001))
    found = await sections(desk, Block.NEW_SHOWS, Block.TOP_MUSIC, Block.NEW_MOVIES)
    assert list(found) == [Block.NEW_SHOWS, Block.NEW_MOVIES]


async def test_figures_are_those_of_the_statistics(desk: Desk) -> None:
    for person, plays in ((31609458, 3), (32028374, 2)):
        for number in range(plays):
            started = desk.now - HOUR + 60 * number
            await desk.house.record(
                user_id=person, started=started, stopped=started + 1800, section_id=1,
                rating_key=6000 + number, title=f"Film {number}", full_title=f"Film {number}",
            )  # fmt: skip
    found = await sections(desk)
    since = HistoryFilter(started_from=desk.now - HOUR)
    shares = await desk.house.app.statistics.users_of(since, grouped=True)
    assert found[Block.TOTALS].figures[0].value == str(sum(one.plays for one in shares)) == "5"
    assert [one.value for one in found[Block.TOTALS].figures][1:] == ["2.5", "2"]
    assert len(found[Block.TOP_MOVIES].entries) == 3
    assert [entry.share for entry in found[Block.TOP_MOVIES].entries] == [100, 100, 50]


@pytest.mark.parametrize(("named", "names"), [(False, ["Somebody"]), (True, ["ines.h"])])
async def test_people_are_named_only_on_purpose(desk: Desk, named: bool, names: list[str]) -> None:
    started = desk.now - HOUR
    await desk.house.record(user_id=31609458, started=started, stopped=started + 9, section_id=1)
    people = (await sections(desk, Block.TOP_PEOPLE, names_people=named))[Block.TOP_PEOPLE]
    assert [entry.title for entry in people.entries] == names


async def test_who_keeps_their_year_to_themselves_is_never_named(desk: Desk) -> None:
    started = desk.now - HOUR
    await desk.house.record(user_id=31609458, started=started, stopped=started + 9, section_id=1)
    await desk.house.app.opting_out.choose([(HERE, 31609458)], is_out=True)  # type: ignore[list-item]  # a plain number
    people = (await sections(desk, Block.TOP_PEOPLE, names_people=True))[Block.TOP_PEOPLE]
    assert [entry.title for entry in people.entries] == ["Somebody"]


async def test_a_hostile_title_stays_text_in_page_mail_and_own_template(desk: Desk) -> None:
    await desk.add(row(5001, title=TITLE))
    entry = "<p title='{{title}}'>{{title}}</p>"
    template = (
        f"<body>{{{{#sections}}}}{{{{#entries}}}}{entry}{{{{/entries}}}}{{{{/sections}}}}</body>"
    )
    for own in ("", template):
        letter = await desk.letter(design={"template": own})
        await desk.room.press.send_now(letter, ByHand(action=TEST, only_to="me@mail.test"))
    for sent in desk.pages():
        assert "<script" not in sent
        assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; שלום" in sent


async def test_a_template_that_is_broken_is_refused_when_it_is_saved(desk: Desk) -> None:
    letter = await desk.letter()
    for template in ("{{#x}}", "{{name.__class__}}", "{{{subject}}}"):
        with pytest.raises(InputError, match="Line 1"):
            await desk.change(letter.number, design={"template": template})


async def test_a_template_without_a_way_out_gets_one(desk: Desk) -> None:
    await desk.add(row(5001))
    letter = await desk.letter(design={"template": "<html><body>Hi</body></html>"})
    content = (await desk.room.press.preview(letter)).content
    found = page(content, Links(picture=lambda _one: "", unsubscribe="https://x.test/stop"))
    assert '<a href="https://x.test/stop"' in found
    assert found.endswith("</body></html>")
    assert "https://x.test/stop" in plain_text(
        content, Links(picture=lambda _one: "", unsubscribe="https://x.test/stop")
    )


async def test_pictures_travel_in_the_mail_or_are_linked_or_left_out(desk: Desk) -> None:
    await desk.house.app.preferences.change(Network, {"http_base_url": "https://w.example"}, "me")
    await desk.add(row(5001))
    for pictures in ("embedded", "linked", "none"):
        letter = await desk.letter(design={"pictures": pictures})
        await desk.room.press.send_now(letter, ByHand(action=TEST, only_to="me@mail.test"))
    embedded, linked, none = desk.pages()
    assert 'src="cid:picture1@newsletter"' in embedded
    assert "image/" in " ".join(part.get_content_type() for part in desk.mails()[0].walk())
    assert 'src="https://w.example/newsletter/picture?server=1&amp;path=' in linked
    assert "<img" not in none


async def test_the_page_reads_from_right_to_left_where_it_shall(desk: Desk) -> None:
    await desk.add(row(5001))
    letter = await desk.letter(design={"direction": "rtl", "accent": "#123456"})
    content = (await desk.room.press.preview(letter)).content
    found = page(content, Links(picture=lambda _one: ""))
    assert '<html lang="en" dir="rtl">' in found
    assert "background:#123456" in found
    assert "color:#ffffff" in found


async def test_a_page_can_be_read_without_pictures_in_the_dark_and_beside_its_subject(
    desk: Desk,
) -> None:
    await desk.add(row(5001, title="Up & Away"), episode(1))
    letter = await desk.letter(design={"blocks": ALL_BLOCKS, "accent": "#ffe066"})
    content = (await desk.room.press.preview(letter)).content
    found = page(content, Links(picture=lambda _one: "https://w.example/p.jpg"))
    assert 'alt="Up &amp; Away"' in found
    assert 'alt=""' not in found
    assert "@media (prefers-color-scheme: dark)" in found
    assert "New films: Up &amp; Away · New episodes: Show 7000</div>" in found
    assert ">color:#ffe066" not in found  # the owner's colour is no ink on white


async def test_ranks_stand_before_what_was_watched_and_equals_are_not_compared(desk: Desk) -> None:
    for number in range(2):
        started = desk.now - HOUR + 60 * number
        await desk.house.record(
            user_id=31609458, started=started, stopped=started + 1800, section_id=1,
            rating_key=6000 + number, title=f"Film {number}", full_title=f"Film {number}",
        )  # fmt: skip
    letter = await desk.letter(design={"blocks": [Block.TOP_MOVIES]})
    content = (await desk.room.press.preview(letter)).content
    assert [entry.share for entry in content.sections[0].entries] == [0, 0]
    text = plain_text(content, Links(picture=lambda _one: ""))
    assert "MOST WATCHED FILMS\n------------------\n1. Film" in text
    assert "\n2. Film" in text


def test_a_policy_names_the_styles_of_the_page_and_no_others() -> None:
    policy = style_policy("<p style=\"color:red\"><style>a{}</style><b style='x&quot;'>")
    assert policy.count("'sha256-") == 3
    assert "unsafe-inline" not in policy
    assert style_policy("<p>plain</p>") == "'none'"


async def test_an_issue_speaks_the_language_of_the_household(desk: Desk) -> None:
    chosen = {"language": "de", "date_format": "dddd YYYY"}
    await desk.house.app.preferences.change(Display, chosen, "olga")
    await desk.add(*(episode(number, added_at=desk.now) for number in (1, 2)))
    await desk.letter(row={"subject": "News of {server_name}"})
    desk.pass_time(HOUR)
    await desk.make_and_send()
    page = desk.pages()[0]
    assert '<html lang="de"' in page
    assert "Neue Folgen" in page
    assert "1 Staffel, 2 Folgen" in page
    assert "Dieser Newsletter kommt von <span" in page
    assert "News of " in page  # what the owner wrote stays
    assert re.search("(?:tag|Mittwoch) 20[0-9]{2} ", page)
    for english in ("New episodes", "This newsletter", "Unsubscribe", "Read it on the web"):
        assert english not in page


async def test_an_issue_stays_in_the_language_in_which_it_was_made(desk: Desk) -> None:
    await desk.house.app.preferences.change(Display, {"language": "de"}, "olga")
    await desk.add(*(row(5000 + n, title=f"Film {n}") for n in range(MOST_TITLES + 2)))
    composed = await desk.room.press.preview(await desk.letter())
    stored = json.loads(json.dumps(asdict(composed.content)))
    await desk.house.app.preferences.change(Display, {"language": ""}, "olga")
    again = content_of(stored)
    assert again == composed.content
    links = Links(picture=lambda _picture: "", unsubscribe="https://tv.example/away")
    assert "und 2 weitere" in page(again, links)
    assert ">Abbestellen</a>" in page(again, links)
    assert plain_text(again, links).endswith(
        "Um diesen Newsletter nicht mehr zu bekommen: https://tv.example/away"
    )


async def test_an_issue_from_before_there_were_languages_is_in_english(desk: Desk) -> None:
    await desk.add(*(row(5000 + n, title=f"Film {n}") for n in range(MOST_TITLES + 2)))
    composed = await desk.room.press.preview(await desk.letter())
    stored = json.loads(json.dumps(asdict(composed.content)))
    del stored["words"]
    for section in stored["sections"]:
        del section["more_words"]
    assert content_of(stored) == composed.content
