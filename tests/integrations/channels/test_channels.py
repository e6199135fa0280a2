"""What each agent's receiver hears: the content of section 3.1 of Tautulli's notifications."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.integrations.channels.deliveries import FILM, HELLO, Web, delivery
from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, REFUSALS
from watchkeeper.domain.notices.demands import NEEDED
from watchkeeper.domain.notices.message import Message
from watchkeeper.errors import InputError, OutsideError, RefusedError
from watchkeeper.integrations.channels import SUPPORTED, AppDevice, PlexAccess

HOOK = "https://hooks.test/in?key=1"
TOGETHER = "Attic\r\nAda <started> playing"
Settings = dict[str, Any]

JSONS: list[tuple[str, Settings, str, dict[str, object]]] = [
    (
        "discord",
        {"hook": HOOK, "username": "Keeper", "avatar_url": "https://a.test/a.png", "tts": 1},
        "https://hooks.test/in?key=1&wait=True",
        {
            "content": TOGETHER,
            "username": "Keeper",
            "avatar_url": "https://a.test/a.png",
            "tts": True,
        },
    ),
    (
        "slack",
        {"hook": HOOK, "channel": "#tv", "icon_emoji": ":tv:"},
        HOOK,
        {"text": "Attic\nAda <started> playing", "channel": "#tv", "icon_emoji": ":tv:"},
    ),
    (
        "slack",
        {"hook": HOOK, "channel": "tv", "icon_emoji": "https://a.test/i.png", "incl_subject": 0},
        HOOK,
        {"text": HELLO.body, "icon_url": "https://a.test/i.png"},
    ),
    (
        "pushbullet",
        {"api_key": "k", "device_id": "d"},
        "https://api.pushbullet.com/v2/pushes",
        {"type": "note", "title": "Attic", "body": HELLO.body, "device_iden": "d"},
    ),
    (
        "pushbullet",
        {"api_key": "k", "channel_tag": "tv", "incl_subject": 0},
        "https://api.pushbullet.com/v2/pushes",
        {"type": "note", "body": HELLO.body, "channel_tag": "tv"},
    ),
    (
        "gotify",
        {"host": "http://gotify.test/", "app_token": "t", "priority": 5},
        "http://gotify.test/message",
        {
            "message": HELLO.body,
            "priority": 5,
            "title": "Attic",
            "extras": {"client::display": {"contentType": "text/markdown"}},
        },
    ),
    (
        "ifttt",
        {"key": "k", "event": "on_{action}", "value3": "user"},
        "https://maker.ifttt.com/trigger/on_play/with/key/k",
        {"value1": "Attic", "value2": HELLO.body, "value3": "Ada"},
    ),
    (
        "zapier",
        {"hook": HOOK, "movie_provider": "imdb"},
        HOOK,
        {
            "subject": "Attic",
            "body": HELLO.body,
            "action": "play",
            "poster_url": "",
            "provider_name": "IMDb",
            "provider_link": "https://imdb.test/tt1",
            "plex_url": "",
        },
    ),
    (
        "groupme",
        {"bot_id": "b"},
        "https://api.groupme.com/v3/bots/post",
        {"bot_id": "b", "text": TOGETHER},
    ),
    (
        "twitter",
        {name: f"{name}-1" for name in ("access_token", "access_token_secret", "consumer_key",
                                        "consumer_secret")},
        "https://api.twitter.com/2/tweets",
        {"text": TOGETHER},
    ),
    (
        "xbmc",
        {"hosts": "kodi.test:8080", "display_time": 7, "image": "info"},
        "http://kodi.test:8080/jsonrpc",
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "GUI.ShowNotification",
            "params": {
                "title": "Attic",
                "message": HELLO.body,
                "displaytime": 7000,
                "image": "info",
            },
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "settings", "url", "value"), JSONS)
async def test_documents_are_those_that_tautulli_sends(
    agent: str, settings: Settings, url: str, value: dict[str, object]
) -> None:
    web = Web(content=b'{"result": "OK"}')
    await web.channels().send(delivery(agent, **settings))
    (request,) = web.heard
    assert (request.method, str(request.url)) == ("POST", url)
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == value


EPISODE = {
    "media_type": "episode",
    "title": "Show - One",
    "show_name": "Show",
    "season_name": "Season 1",
    "episode_name": "One",
    "season_num": "1",
    "episode_num": "2",
    "rating_key": "9",
}
FORMS: list[tuple[str, Settings, str, dict[str, str]]] = [
    (
        "telegram",
        {"bot_token": "1:a", "chat_id": "-7/3", "disable_web_preview": 1, "silent_notification": 1},
        "https://api.telegram.org/bot1:a/sendMessage",
        {
            "chat_id": "-7",
            "message_thread_id": "3",
            "text": TOGETHER,
            "parse_mode": "HTML",
            "disable_web_page_preview": "true",
            "disable_notification": "true",
        },
    ),
    (
        "pushover",
        {"api_token": "a", "key": "u", "movie_provider": "imdb"},
        "https://api.pushover.net/1/messages.json",
        {
            "token": "a",
            "user": "u",
            "title": "Attic",
            "message": HELLO.body,
            "html": "1",
            "priority": "0",
            "timestamp": "1700000000",
            "url": "https://imdb.test/tt1",
            "url_title": "View on IMDb",
        },
    ),
    (
        "pushover",
        {"api_token": "a", "key": "u", "priority": 2, "retry": 1, "expire": 99_999, "sound": "s",
         "html_support": 0, "incl_subject": 0},
        "https://api.pushover.net/1/messages.json",
        {
            "token": "a",
            "user": "u",
            "message": HELLO.body,
            "html": "0",
            "priority": "2",
            "retry": "30",
            "expire": "10800",
            "sound": "s",
            "timestamp": "1700000000",
        },
    ),
    (
        "prowl",
        {"key": "k", "priority": -1},
        "https://api.prowlapp.com/publicapi/add",
        {
            "apikey": "k",
            "application": "Watchkeeper",
            "event": "Attic",
            "description": HELLO.body,
            "priority": "-1",
        },
    ),
    (
        "boxcar",
        {"token": "t", "sound": "bell"},
        "https://new.boxcar.io/api/notifications",
        {
            "user_credentials": "t",
            "notification[title]": "Attic",
            "notification[long_message]": HELLO.body,
            "notification[sound]": "bell",
        },
    ),
    (
        "facebook",
        {"access_token": "t", "group_id": "77", "incl_card": 1, "movie_provider": "imdb"},
        "https://graph.facebook.com/77/feed",
        {"access_token": "t", "message": TOGETHER, "link": "https://imdb.test/tt1"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "settings", "url", "form"), FORMS)
async def test_forms_are_those_that_tautulli_sends(
    agent: str, settings: Settings, url: str, form: dict[str, str]
) -> None:
    web = Web()
    await web.channels().send(delivery(agent, **settings))
    (request,) = web.heard
    assert (request.method, str(request.url)) == ("POST", url)
    assert fields(request) == form


def fields(request: httpx2.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


async def test_join_is_told_all_in_the_address() -> None:
    web = Web()
    settings = {"api_key": "k", "device_names": ["a", "b"], "movie_provider": "imdb"}
    message = replace(HELLO, extras={**HELLO.extras, "poster_url": "https://img.test/up.jpg"})
    await web.channels().send(delivery("join", message, **settings, incl_poster=1))
    (request,) = web.heard
    assert (request.method, request.url.path) == ("POST", "/_ah/api/messaging/v1/sendPush")
    assert request.content == b""
    assert dict(request.url.params) == {
        "apikey": "k",
        "deviceNames": "a,b",
        "title": "Attic",
        "text": HELLO.body,
        "priority": "2",
        "icon": "https://img.test/up.jpg",
        "url": "https://imdb.test/tt1",
    }


async def test_a_long_text_fits_into_the_address_of_join() -> None:
    web = Web()
    message = replace(HELLO, subject="漢" * 500, body="字" * 5000)
    await web.channels().send(delivery("join", message, api_key="k"))
    (request,) = web.heard
    assert request.url.params["text"].endswith("字…")
    assert len(str(request.url)) < 8000


async def test_ntfy_is_told_in_headers_and_the_body_is_the_text() -> None:
    web = Web()
    extras = {**FILM.extras, "imdb_url": "https://imdb.test/tt7,x"}
    message = replace(FILM, subject="Zoë ▶", body="Käse\nneu", extras=extras)
    settings = {"incl_url": 1, "incl_pmslink": 1, "movie_provider": "imdb", "access_token": "tk"}
    place = {"host": "https://ntfy.test/", "topic": "tv", "priority": "high"}
    await web.channels().send(delivery("ntfy", message, **place, **settings))
    (request,) = web.heard
    assert (request.method, str(request.url)) == ("POST", "https://ntfy.test/tv")
    assert request.content.decode() == "Käse\nneu\n\nA house & balloons."
    encoded = request.headers["title"].removeprefix("=?UTF-8?B?").removesuffix("?=")
    assert base64.b64decode(encoded).decode() == "Zoë ▶"
    assert request.headers["priority"] == "high"
    assert request.headers["authorization"] == "Bearer tk"
    assert request.headers["actions"] == (
        "view, View on IMDb, https://imdb.test/tt7%2Cx, clear=true"
        ";view, View on Plex, https://plex.test/7, clear=true"
    )


async def test_gotify_and_ntfy_show_a_hosted_poster_and_the_link() -> None:
    web = Web()
    extras = {**FILM.extras, "poster_url": "https://img.test/up.jpg"}
    message = replace(FILM, body="Up\nwas added.", extras=extras)
    settings = {"incl_poster": 1, "movie_provider": "imdb"}
    gotify = {"host": "http://gotify.test", "app_token": "t", **settings}
    await web.channels().send(delivery("gotify", message, **gotify))
    sent = json.loads(web.heard[0].content)
    assert sent["message"] == "Up  \nwas added.\n\n![](https://img.test/up.jpg)"
    assert sent["extras"]["client::notification"] == {"click": {"url": "https://imdb.test/tt7"}}
    ntfy = {"host": "http://ntfy.test", "topic": "t", **settings}
    unpictured = replace(message, extras={**message.extras, "poster_thumb": ""})
    await web.channels().send(delivery("ntfy", unpictured, **ntfy))
    assert web.heard[1].headers["attach"] == "https://img.test/up.jpg"


async def test_lunasea_gets_its_document_and_profile() -> None:
    web = Web()
    extras = {**EPISODE, "user": "Ada", "user_id": "12", "user_streams": "1"}
    message = replace(HELLO, extras=extras)
    await web.channels().send(delivery("lunasea", message, hook=HOOK, profile="home"))
    (request,) = web.heard
    sent = json.loads(request.content)
    assert sent["action"] == "play"
    assert sent["data"] == {
        "message": TOGETHER,
        "user": "Ada",
        "user_id": 12,
        "player": "",
        "title": "Show - One (S1 - E2)",
        "poster_url": "",
        "session_key": None,
        "session_id": "",
        "user_streams": 1,
        "remote_access_reason": "",
        "update_version": "",
        "tautulli_update_version": "",
    }
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"home:").decode()


async def test_teams_gets_an_adaptive_card() -> None:
    web = Web()
    await web.channels().send(delivery("microsoftteams", hook=HOOK))
    (attachment,) = json.loads(web.heard[0].content)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in attachment["content"]["body"]] == ["Attic", HELLO.body]


async def test_a_post_at_x_is_signed_by_four_keys() -> None:
    web = Web()
    keys = {name: f"{name}-1" for name in ("access_token", "access_token_secret", "consumer_key",
                                           "consumer_secret")}  # fmt: skip
    await web.channels().send(delivery("twitter", **keys))
    header = web.heard[0].headers["authorization"]
    assert header.startswith("OAuth ")
    assert 'oauth_consumer_key="consumer_key-1"' in header
    assert "consumer_secret-1" not in header


ADAS = {"user": "Ada", "user_id": "12", "user_thumb": "https://plex.test/ada"}
PLAYER = {"player": "TV", "platform": "Roku", "machine_id": "r1"}
MUSIC = {
    "media_type": "track",
    "album_name": "Album",
    "artist_name": "Artist",
    "track_name": "Song",
    "year": "1999",
    "rating_key": "9",
    "parent_rating_key": "8",
    "parent_thumb": "/album",
    "thumb": "/song",
}
PROVIDER = {"provider": {"identifier": "abc", "title": "Attic"}}
AT = "server://abc/com.plexapp.plugins.library/library/metadata"
PLEX: list[tuple[str, dict[str, str], dict[str, object]]] = [
    (
        "created",
        {"media_type": "movie", "title": "Up", "year": "2009", "rating_key": "7", "thumb": "/up"},
        {
            "group": "media",
            "identifier": "tv.plex.notification.library.new",
            "data": PROVIDER,
            "metadata": {"type": "movie", "title": "Up", "year": "2009", "thumb": "/up"},
            "uri": f"{AT}/7",
            "play": False,
        },
    ),
    (
        "created",
        {**EPISODE, "media_type": "season", "episode_count": "3"},
        {
            "data": {**PROVIDER, "count": 3},
            "metadata": {"type": "show", "title": "Show"},
            "uri": f"{AT}/9",
        },
    ),
    (
        "play",
        {**EPISODE, **ADAS, **PLAYER, "grandparent_thumb": "/show"},
        {
            "group": "media",
            "identifier": "tv.plex.notification.playback.started",
            "data": {
                **PROVIDER,
                "player": {"title": "TV", "platform": "Roku", "machineIdentifier": "r1"},
                "user": {"title": "Ada", "id": 12, "thumb": "https://plex.test/ada"},
            },
            "metadata": {
                "type": "episode", "title": "One", "grandparentTitle": "Show", "index": "2",
                "parentIndex": "1", "grandparentThumb": "/show",
            },
        },
    ),
    (
        "play",
        MUSIC,
        {
            "metadata": {
                "type": "album", "title": "Album", "year": "1999", "parentTitle": "Artist",
                "thumb": "/album",
            },
            "uri": f"{AT}/8",
        },
    ),
    ("newdevice", {}, {"group": "admin", "identifier": "tv.plex.notification.device.new"}),
    ("test", {}, {"metadata": {"type": "movie", "title": "Up was added."}}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "extras", "part"), PLEX)
async def test_plexs_own_apps_are_told_of_what_they_can_show(
    action: str, extras: dict[str, str], part: dict[str, object]
) -> None:
    web = Web()
    message = replace(FILM, action=action, extras=extras)
    await web.channels(plex=access).send(delivery("plexmobileapp", message, user_ids=["12", "x"]))
    (request,) = web.heard
    assert str(request.url) == "https://notifications.plex.tv/api/v1/notifications"
    assert request.headers["x-plex-token"] == "plex-token"
    sent = json.loads(request.content)
    assert part.items() <= sent.items()
    assert sent["to"] == [12]
    assert PROVIDER.items() <= sent["data"].items()


@pytest.mark.parametrize(
    ("message", "people"),
    [
        (replace(FILM, action="pause"), ["1"]),
        (replace(FILM, extras={"media_type": "clip"}), ["1"]),
        (FILM, []),
        (FILM, ["x"]),
    ],
)
async def test_plexs_own_apps_are_not_told_of_what_they_cannot_show(
    message: Message, people: list[str]
) -> None:
    web = Web()
    with pytest.raises(InputError):
        await web.channels(plex=access).send(delivery("plexmobileapp", message, user_ids=people))
    assert web.heard == []


async def access(_server_id: int) -> PlexAccess:
    return PlexAccess(token="plex-token", identifier="abc", name="Attic")


class Screens:
    """Kodi on several hosts, one of which is off."""

    def __init__(self, *off: str) -> None:
        self.off = off
        self.shown: list[str] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host in self.off:
            raise httpx2.ConnectError("off")
        self.shown.append(request.url.host)
        return httpx2.Response(200, json={"jsonrpc": "2.0", "id": 1, "result": "OK"})


@pytest.mark.parametrize(
    ("off", "error"), [((), None), (("b",), RefusedError), (("a", "b"), OutsideError)]
)
async def test_a_screen_that_is_off_does_not_show_the_message_twice_on_others(
    off: tuple[str, ...], error: type[OutsideError] | None
) -> None:
    web, screens = Web(), Screens(*off)
    web.answer = screens.answer  # type: ignore[method-assign]  # another receiver
    sending = web.channels().send(delivery("plex", hosts="a:3005, b:3005"))
    if error is None:
        await sending
    else:
        with pytest.raises(error):
            await sending
    assert screens.shown == [host for host in ("a", "b") if host not in off]


TROUBLES: list[tuple[str, Settings, bytes, str]] = [
    ("join", {"api_key": "k"}, b'{"success": false, "errorMessage": "no device"}', "no device"),
    ("xbmc", {"hosts": "a"}, b'{"error": {"message": "Invalid params."}}', "Invalid params"),
    ("xbmc", {"hosts": "a"}, b"<html>", "it is no Kodi"),
    ("microsoftteams", {"hook": HOOK}, b"Webhook message delivery failed with error: x", "failed"),
]


@pytest.mark.parametrize(("agent", "settings", "content", "words"), TROUBLES)
async def test_a_success_that_is_none_is_told(
    agent: str, settings: Settings, content: bytes, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        await Web(content=content).channels().send(delivery(agent, **settings))


async def test_every_agent_is_sent_or_says_why_it_is_not() -> None:
    names = {agent.name for agent in (*AGENTS, *OUR_AGENTS)}
    assert len(AGENTS) == 28
    assert names == SUPPORTED | set(REFUSALS)
    assert not SUPPORTED & set(REFUSALS)
    for name, words in REFUSALS.items():
        with pytest.raises(InputError) as raised:
            await Web().channels().send(delivery(name))
        assert (str(raised.value), raised.value.field) == (words, "agent_id")


FILLED: Settings = {
    "hook": "http://hook.test", "host": "http://host.test", "from": "a@b.test",
    "to": ["c@d.test"], "user_ids": ["7"],
}  # fmt: skip
BLANKS = [(agent, name) for agent, names in NEEDED.items() for name in names if agent != "scripts"]


@pytest.mark.parametrize(("agent", "name"), BLANKS)
async def test_an_agent_without_a_needed_setting_says_what_to_fill_in(
    agent: str, name: str
) -> None:
    web = Web()
    filled = {each: FILLED.get(each, "x") for each in NEEDED[agent]} | {name: ""}
    with pytest.raises(InputError) as raised:
        await web.channels(plex=access).send(delivery(agent, **filled))
    assert raised.value.field == name
    assert web.heard == []


def test_every_agent_but_the_browser_needs_something() -> None:
    assert set(NEEDED) == SUPPORTED - {"browser"}


async def test_the_message_to_an_app_is_read_with_its_token_alone() -> None:
    token, salt = "a token of the app", b"s" * 16
    key = hashlib.pbkdf2_hmac("sha256", token.encode(), salt, 600_000, 32)
    device = AppDevice(push_id="push-1", server_id="house-1", key=key, salt=salt)

    async def apps(server_id: int, device_id: str) -> AppDevice:
        assert (server_id, device_id) == (1, "phone")
        return device

    web = Web()
    message = replace(FILM, mark="mark-1")
    await web.channels(apps=apps).send(delivery("remoteapp", message, device_id="phone"))
    (request,) = web.heard
    sent = json.loads(request.content)
    assert str(request.url) == "https://api.onesignal.com/notifications"
    assert sent["include_subscription_ids"] == ["push-1"]
    data = sent["data"]
    assert (data["encrypted"], data["version"], data["server_id"]) == (True, 2, "house-1")
    assert "Up was added" not in request.content.decode()
    nonce, cipher, given = (
        base64.b64decode(data[each]) for each in ("nonce", "cipher_text", "salt")
    )
    made = hashlib.pbkdf2_hmac("sha256", token.encode(), given, 600_000, 32)
    opened = json.loads(AESGCM(made).decrypt(nonce, cipher, None))
    assert opened | {"notification_id": 0} == {
        "notification_id": 0,
        "subject": "Attic",
        "body": "Up was added.",
        "action": "created",
        "priority": 3,
        "notification_type": 0,
        "session_key": "",
        "session_id": "",
        "user_id": "",
        "rating_key": "7",
        "poster_thumb": "/library/metadata/7/thumb/1",
    }
    assert 0 < opened["notification_id"] < 2**31


@pytest.mark.parametrize("agent", sorted(SUPPORTED - {"scripts", "webhook"}))
async def test_blank_texts_are_refused_where_tautulli_refuses_them(agent: str) -> None:
    for message in (replace(HELLO, subject=" "), replace(HELLO, body="\n")):
        with pytest.raises(InputError) as raised:
            await Web().channels().send(delivery(agent, message))
        assert raised.value.field in {"subject", "body"}
