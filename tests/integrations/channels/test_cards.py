"""Cards, posters, links and limits of what is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from email.parser import BytesParser
from typing import Any, ClassVar

import anyio
import httpx2
import pytest

from tests.integrations.channels.deliveries import FILM, PICTURE, Web, delivery
from watchkeeper.domain.notices.lengths import units
from watchkeeper.domain.notices.message import Attachment, Message
from watchkeeper.errors import MalformedError, UnreachableError

HOOK = "https://hooks.test/in"
HOSTED = replace(FILM, extras={**FILM.extras, "poster_url": "https://img.test/up.jpg"})
CARD = {"hook": HOOK, "incl_card": 1, "movie_provider": "imdb", "incl_pmslink": 1}


def parts(request: httpx2.Request) -> dict[str, Any]:
    """The parts of a form by their names."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    whole = BytesParser().parsebytes(head + request.content)
    found = [part for part in whole.walk() if not part.is_multipart()]
    return {str(part.get_param("name", header="content-disposition")): part for part in found}


async def test_discord_gets_the_poster_as_a_part_beside_its_document() -> None:
    web = Web()
    await web.channels().send(delivery("discord", FILM, **CARD, color="#e5a00d"))
    (request,) = web.heard
    assert str(request.url) == f"{HOOK}?wait=True"
    found = parts(request)
    document, picture = found["payload_json"], found["files[0]"]
    assert document.get_content_type() == "application/json"
    assert document.get_filename() is None
    assert picture.get_filename() == PICTURE.name
    assert picture.get_payload(decode=True) == PICTURE.content
    (card,) = json.loads(document.get_payload(decode=True))["embeds"]
    assert card == {
        "title": "Up (2009)",
        "timestamp": "2023-11-14T22:13:20+00:00",
        "description": "A house & balloons.",
        "url": "https://imdb.test/tt7",
        "color": 0xE5A00D,
        "image": {"url": f"attachment://{PICTURE.name}"},
        "fields": [
            {"name": "View Details", "value": "[IMDb](https://imdb.test/tt7)", "inline": True},
            {"name": "View Details", "value": "[Plex Web](https://plex.test/7)", "inline": True},
        ],
    }


TITLES: list[tuple[dict[str, str], str]] = [
    ({"media_type": "movie", "title": "Up", "year": "2009"}, "Up (2009)"),
    ({"media_type": "movie", "title": "Up", "year": ""}, "Up"),
    ({"media_type": "show", "title": "Show", "show_name": "Show", "year": "1999"}, "Show (1999)"),
    (
        {"media_type": "season", "show_name": "Show", "season_name": "Specials"},
        "Show - Specials",
    ),
    (
        {"media_type": "episode", "show_name": "Show", "season_name": "Season 1",
         "episode_name": "One", "episode_num": "2"},
        "Show - One (S1 \u00b7 E2)",
    ),
    (
        {"media_type": "episode", "show_name": "Show", "season_name": "Specials",
         "episode_name": "One", "episode_num": "2"},
        "Show - One (Specials \u00b7 E2)",
    ),
    ({"media_type": "episode", "show_name": "News", "episode_name": ""}, "News"),
    ({"media_type": "artist", "artist_name": "Artist"}, "Artist"),
    ({"media_type": "album", "artist_name": "Artist", "album_name": "Album"}, "Artist - Album"),
    ({"media_type": "track", "track_name": "Song", "track_artist": "Guest"}, "Song - Guest"),
    ({"media_type": "clip", "title": "Trailer"}, "Trailer"),
]  # fmt: skip


@pytest.mark.parametrize(("extras", "title"), TITLES)
async def test_cards_call_items_as_tautulli_does(extras: dict[str, str], title: str) -> None:
    web = Web()
    message = replace(FILM, extras=extras)
    await web.channels().send(delivery("discord", message, hook=HOOK, incl_card=1))
    (card,) = json.loads(web.heard[0].content)["embeds"]
    assert card["title"] == title


async def test_a_card_of_a_track_tells_its_album_and_one_of_a_clip_has_no_site() -> None:
    web = Web()
    track = {"media_type": "track", "album_name": "Album", "summary": "", "imdb_url": "https://x"}
    for extras in (track, {"media_type": "clip", "summary": "Words", "imdb_url": "https://x"}):
        message = replace(FILM, extras=extras)
        await web.channels().send(delivery("discord", message, **CARD))
    cards = [json.loads(each.content)["embeds"][0] for each in web.heard]
    assert [card["description"] for card in cards] == ["Album", "Words"]
    assert all("url" not in card for card in cards)


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("#e5a00d", 0xE5A00D),
        ("#FA0", 0xFFAA00),
        ("e5a00d", 0xE5A00D),
        ("#e5a0", None),
        ("red", None),
    ],
)
async def test_discord_gets_colours_of_three_or_six_digits(written: str, color: int | None) -> None:
    web = Web()
    await web.channels(pictures=no_picture).send(delivery("discord", FILM, **CARD, color=written))
    (card,) = json.loads(web.heard[0].content)["embeds"]
    assert card.get("color") == color


async def test_discord_shows_a_hosted_poster_where_the_server_gives_none() -> None:
    web = Web()
    settings = CARD | {"incl_thumbnail": 1, "incl_description": 0}
    await web.channels(pictures=no_picture).send(delivery("discord", HOSTED, **settings))
    (card,) = json.loads(web.heard[0].content)["embeds"]
    assert card["thumbnail"] == {"url": "https://img.test/up.jpg"}
    assert "description" not in card


async def test_a_message_about_no_item_has_no_card() -> None:
    web = Web()
    for agent in ("discord", "slack"):
        await web.channels().send(delivery(agent, replace(FILM, extras={}), **CARD))
    assert [{"embeds", "attachments"} & set(json.loads(each.content)) for each in web.heard] == [
        set(),
        set(),
    ]


async def test_slack_gets_blocks_in_which_titles_are_no_markup() -> None:
    web = Web()
    extras = {**HOSTED.extras, "title": "<!here> & <Up>", "summary": "&" * 4000}
    await web.channels().send(
        delivery("slack", replace(HOSTED, extras=extras), **CARD, color="#fff")
    )
    (card,) = json.loads(web.heard[0].content)["attachments"]
    section, details, picture = card["blocks"]
    assert card["color"] == "#fff"
    words = section["text"]["text"]
    assert words.startswith(
        "*<https://imdb.test/tt7|&lt;!here&gt; &amp; &lt;Up&gt; (2009)>*\n&amp;&amp;"
    )
    assert words.endswith("&amp;…")
    assert 2980 < len(words) <= 3000
    assert picture["image_url"] == "https://img.test/up.jpg"
    assert [field["text"] for field in details["fields"]] == [
        "View Details",
        "View Details",
        "<https://imdb.test/tt7|IMDb>",
        "<https://plex.test/7|Plex Web>",
    ]


async def test_slack_keeps_one_link_below_its_heading() -> None:
    web = Web()
    settings = CARD | {"incl_pmslink": 0, "incl_thumbnail": 1}
    await web.channels().send(delivery("slack", HOSTED, **settings))
    section, details = json.loads(web.heard[0].content)["attachments"][0]["blocks"]
    assert section["accessory"]["image_url"] == "https://img.test/up.jpg"
    assert [field["text"] for field in details["fields"]] == [
        "View Details",
        " ",
        "<https://imdb.test/tt7|IMDb>",
    ]


async def test_teams_gets_the_item_and_its_links() -> None:
    web = Web()
    await web.channels().send(delivery("microsoftteams", HOSTED, **CARD, poster_size=3))
    card = json.loads(web.heard[0].content)["attachments"][0]["content"]
    subject, body, item, links = card["body"]
    assert (subject["text"], body["text"]) == ("Attic", "Up was added.")
    picture, words = item["columns"]
    assert picture["items"] == [
        {
            "type": "Image",
            "url": "https://img.test/up.jpg",
            "altText": "Up (2009)",
            "size": "Large",
            "height": "225px",
        }
    ]
    assert [block["text"] for block in words["items"]] == ["Up (2009)", "A house & balloons."]
    assert [(action["title"], action["url"]) for action in links["actions"]] == [
        ("View on IMDb", "https://imdb.test/tt7"),
        ("View on Plex", "https://plex.test/7"),
    ]


POSTERS: list[tuple[str, dict[str, Any], str, str]] = [
    ("telegram", {"bot_token": "1:a", "chat_id": "7"}, "photo", "caption"),
    ("pushover", {"api_token": "a", "key": "u"}, "attachment", "message"),
]


@pytest.mark.parametrize(("agent", "settings", "part", "words"), POSTERS)
async def test_a_poster_goes_along_as_a_part(
    agent: str, settings: dict[str, Any], part: str, words: str
) -> None:
    web = Web()
    await web.channels().send(delivery(agent, FILM, **settings, incl_poster=1))
    (request,) = web.heard
    found = parts(request)
    assert found[part].get_payload(decode=True) == PICTURE.content
    assert FILM.body in found[words].get_payload(decode=True).decode()
    assert web.asked_pictures == ["/library/metadata/7/thumb/1"]


async def test_telegram_keeps_the_words_whole_where_they_are_too_long_for_a_caption() -> None:
    web = Web()
    message = replace(FILM, body="x" * 1100)
    place = {"bot_token": "1:a", "chat_id": "7", "incl_poster": 1}
    await web.channels().send(delivery("telegram", message, **place))
    (request,) = web.heard
    assert str(request.url).endswith("/sendMessage")
    assert request.content.count(b"x") >= 1100


async def test_ntfy_gets_the_poster_as_body_and_the_words_as_a_header() -> None:
    web = Web()
    place = {"host": "https://ntfy.test", "topic": "tv", "incl_poster": 1, "incl_description": 0}
    await web.channels().send(delivery("ntfy", FILM, **place))
    (request,) = web.heard
    assert (request.method, request.content) == ("PUT", PICTURE.content)
    assert (request.headers["filename"], request.headers["message"]) == (PICTURE.name, FILM.body)


class Uploads:
    """Services that take a picture first, and say where it is."""

    ANSWERS: ClassVar[dict[str, dict[str, Any]]] = {
        "https://api.pushbullet.com/v2/upload-request": {
            "upload_url": "https://up.test/in",
            "file_url": "https://up.test/up.jpg",
        },
        "https://image.groupme.com/pictures": {
            "payload": {"picture_url": "https://i.groupme.com/up.jpg"}
        },
        "https://upload.twitter.com/1.1/media/upload.json": {"media_id_string": "77"},
    }

    def __init__(self) -> None:
        self.heard: list[httpx2.Request] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.heard.append(request)
        return httpx2.Response(200, json=self.ANSWERS.get(str(request.url), {}))


UPLOADED: list[tuple[str, dict[str, Any], dict[str, object]]] = [
    ("pushbullet", {"api_key": "k"}, {"type": "file", "file_url": "https://up.test/up.jpg"}),
    (
        "groupme",
        {"bot_id": "b", "access_token": "t"},
        {"attachments": [{"type": "image", "url": "https://i.groupme.com/up.jpg"}]},
    ),
    (
        "twitter",
        {"access_token": "1", "access_token_secret": "2", "consumer_key": "3",
         "consumer_secret": "4"},
        {"media": {"media_ids": ["77"]}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "settings", "part"), UPLOADED)
async def test_a_poster_is_handed_in_first_where_the_service_wants_that(
    agent: str, settings: dict[str, Any], part: dict[str, object]
) -> None:
    web, uploads = Web(), Uploads()
    web.answer = uploads.answer  # type: ignore[method-assign]  # another receiver
    await web.channels().send(delivery(agent, FILM, **settings, incl_poster=1))
    assert part.items() <= json.loads(uploads.heard[-1].content).items()
    assert any(PICTURE.content in each.content for each in uploads.heard[:-1])


async def test_a_service_that_does_not_say_where_the_poster_is_is_told() -> None:
    with pytest.raises(MalformedError, match="did not say where"):
        await (
            Web(content=b"[]")
            .channels()
            .send(delivery("pushbullet", FILM, api_key="k", incl_poster=1))
        )


async def no_picture(_server_id: int, _path: str) -> Attachment | None:
    return None


async def unreachable(_server_id: int, _path: str) -> Attachment | None:
    raise UnreachableError("The Plex server cannot be reached.")


async def enormous(_server_id: int, _path: str) -> Attachment | None:
    return replace(PICTURE, content=b"x" * 5_000_001)


async def endless(_server_id: int, _path: str) -> Attachment | None:
    await anyio.sleep_forever()
    return None


@pytest.mark.parametrize("pictures", [no_picture, unreachable, enormous])
async def test_a_message_goes_without_a_poster_that_cannot_be_had(pictures: Any) -> None:
    web = Web()
    settings = {"api_token": "a", "key": "u", "incl_poster": 1}
    await web.channels(pictures=pictures).send(delivery("pushover", FILM, **settings))
    (request,) = web.heard
    assert b"attachment" not in request.content


async def test_a_poster_that_never_comes_holds_no_message_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("watchkeeper.integrations.channels.pictures.PATIENCE_SECONDS", 0.01)
    web = Web()
    settings = {"api_token": "a", "key": "u", "incl_poster": 1}
    await web.channels(pictures=endless).send(delivery("pushover", FILM, **settings))
    assert len(web.heard) == 1


LIMITS: list[tuple[str, dict[str, Any], int]] = [
    ("discord", {"hook": HOOK}, 2000),
    ("telegram", {"bot_token": "1:a", "chat_id": "7", "html_support": 0}, 4096),
    ("pushover", {"api_token": "a", "key": "u", "html_support": 0}, 1024),
    ("ntfy", {"host": HOOK, "topic": "t"}, 4096),  # bytes
    ("groupme", {"bot_id": "b"}, 1000),
]


@pytest.mark.parametrize(("agent", "settings", "most"), LIMITS)
async def test_a_text_that_is_too_long_is_cut_between_signs(
    agent: str, settings: dict[str, Any], most: int
) -> None:
    web = Web()
    message = replace(FILM, body="👩‍👩‍👧" * 1500, extras={})
    await web.channels().send(delivery(agent, message, **settings, incl_subject=0))
    (request,) = web.heard
    words = sent_words(request)
    assert words.endswith("👩‍👩‍👧…")
    assert (len(words.encode()) if agent == "ntfy" else units(words)) <= most


def sent_words(request: httpx2.Request) -> str:
    kind = request.headers.get("content-type", "")
    if kind == "application/json":
        document = json.loads(request.content)
        return str(document.get("content") or document.get("text"))
    if "form" in kind:
        form = dict(httpx2.QueryParams(request.content.decode()))
        return str(form.get("text") or form.get("message"))
    return request.content.decode()


async def test_markup_is_never_cut_within_a_tag() -> None:
    web = Web()
    message: Message = replace(FILM, body='<b><a href="https://x.test">long</a></b> ' * 200)
    settings = {"api_token": "a", "key": "u", "incl_subject": 0}
    await web.channels().send(delivery("pushover", message, **settings))
    words = sent_words(web.heard[0])
    assert len(words) <= 1024
    assert words.count("<a ") == words.count("</a>")
    assert words.count("<b>") == words.count("</b>")
