"""Events as a real server would cause them, for the values made from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from tests.integrations.plex import payloads
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.media import Marker, MediaItem
from watchkeeper.domain.session import Person
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.telling.facts import (
    NoticeFacts,
    ToldFormats,
    ToldItem,
    ToldPerson,
    ToldProgram,
    ToldServer,
    ToldSession,
)
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.inherit import inherited
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_session import observed_session

AT = 1_772_719_629.4  # 2026-03-05 15:07:09 in Vienna
STARTED = AT - 5900
VIENNA = ZoneInfo("Europe/Vienna")
SERVER = ToldServer(
    name="Harbour House",
    host="192.0.2.10",
    port=32400,
    url="http://192.0.2.10:32400",
    platform="Linux",
    version="1.41.0",
    identifier="m4ch1ne",
)
PROGRAM = ToldProgram(version="v2.17.2", remote="origin", branch="master", commit="abc123")
MARIA = ToldPerson(
    user_id=7001,
    username="maria",
    friendly_name="Maria",
    email="maria@example.org",
    thumb="https://plex.tv/users/ab12/avatar",
)
Payload = payloads.Payload


def item(element: Payload, *parents: Payload) -> MediaItem:
    known = [media_item(each, {}) for each in parents]
    by_key = {each.rating_key: each for each in known if each.rating_key is not None}
    return inherited(media_item(element, {}), by_key)


def live_session(
    element: Payload, described: MediaItem | None = None, **fields: Any
) -> LiveSession:
    observed = describe_session(observed_session(ServerId(1), element, {}), described)
    values: dict[str, Any] = {
        "number": 1,
        "observed": observed,
        "person": Person(UserId(7001), "maria", "Maria"),
        "item": described,
        "started": STARTED,
        "paused_seconds": 200.0,
        "position_at": AT,
        "seen_at": AT,
        "looked_at": AT,
    }
    return LiveSession(**(values | fields))


def playback(
    session: LiveSession,
    trigger: str = "on_pause",
    told: ToldItem | None = None,
    running: tuple[LiveSession, ...] = (),
    **fields: Any,
) -> NoticeFacts:
    described = session.item
    return NoticeFacts(
        trigger=trigger,
        at=AT,
        server=SERVER,
        program=PROGRAM,
        formats=ToldFormats(zone=VIENNA),
        session=ToldSession(session=session, person=MARIA, **fields),
        item=told or (ToldItem(item=described) if described else None),
        running=running or (session,),
    )


def created(added: MediaItem, **fields: Any) -> NoticeFacts:
    return NoticeFacts(
        trigger="on_created",
        at=AT,
        server=SERVER,
        program=PROGRAM,
        formats=ToldFormats(zone=VIENNA),
        item=ToldItem(item=added, **fields),
    )


def of_server(trigger: str, **extra: object) -> NoticeFacts:
    return NoticeFacts(trigger=trigger, at=AT, server=SERVER, program=PROGRAM, extra=extra)


def colours() -> Payload:
    """What a video stream can say besides."""
    return {
        "bitDepth": 10,
        "chromaSubsampling": "4:2:0",
        "colorPrimaries": "bt2020",
        "colorRange": "tv",
        "colorSpace": "bt2020nc",
        "colorTrc": "smpte2084",
        "DOVIPresent": True,
        "DOVILevel": 6,
        "DOVIProfile": 8,
        "extendedDisplayTitle": "4K DoVi/HDR10 (HEVC Main 10)",
        "level": 150,
        "refFrames": 4,
        "scanType": "progressive",
        "language": "English",
        "languageCode": "eng",
    }


def voices() -> Payload:
    """What an audio stream can say besides."""
    return {
        "bitrateMode": "cbr",
        "samplingRate": 48000,
        "profile": "lc",
        "language": "English",
        "languageCode": "eng",
        "audioChannelLayout": "5.1(side)",
        "bitrate": 640,
        "channels": 6,
    }


def full_source() -> Payload:
    """A version of which everything is known."""
    media = payloads.source_media(audioProfile="lc")
    part = media["Part"][0]
    video, audio, subtitle = part["Stream"]
    subtitle |= {"container": "srt", "format": "srt", "forced": True}
    part["Stream"] = [video | colours(), audio | voices(), subtitle]
    return media


def full_delivery() -> Payload:
    """What is delivered of it, of which everything is known too."""
    media = payloads.transcoded_media(aspectRatio="1.78")
    part = media["Part"][0]
    video, audio, subtitle = part["Stream"]
    small = {"bitDepth": 8, "colorTrc": "bt709", "level": 40, "DOVIPresent": False}
    delivered = {name: value for name, value in colours().items() if name != "DOVIProfile"}
    audio |= voices() | {"channels": 2, "audioChannelLayout": "stereo", "bitrate": 192}
    subtitle |= {"container": "srt", "format": "srt", "forced": True}
    subtitle |= {"language": "English", "languageCode": "eng"}
    part["Stream"] = [video | delivered | small, audio, subtitle]
    return media


def episode_element() -> Payload:
    """The metadata of an episode of which everything is known."""
    return payloads.library_episode(
        Media=[full_source()],
        Writer=[{"tag": "Bea Ohm"}],
        Collection=[{"tag": "Sea"}],
        contentRating="TV-14",
        tagline="Ebb.",
        rating="8.2",
        ratingImage="rottentomatoes://image.rating.ripe",
        audienceRating="7.5",
        audienceRatingImage="themoviedb://image.rating",
        userRating="9.0",
        lastViewedAt=1760000200,
        editionTitle="Uncut",
        grandparentSlug="north-coast",
        grandparentGuid="plex://show/5d9c",
        parentThumb="/library/metadata/4010/thumb/1",
        grandparentThumb="/library/metadata/4000/thumb/1",
    )


def episode_parents() -> tuple[Payload, Payload]:
    guids = [{"id": "imdb://tt777"}, {"id": "tvdb://7"}, {"id": "tmdb://70"}]
    collections = [{"tag": "Sea"}]
    return payloads.season(), payloads.show(Guid=guids, Collection=collections)


def watched_episode(trigger: str = "on_credits", **fields: Any) -> NoticeFacts:
    """An episode in transcoding, with a second stream of somebody else beside it."""
    described = item(episode_element(), *episode_parents())
    session = live_session(payloads.transcoding(Media=[full_delivery()]), described)
    other = live_session(
        payloads.direct_play(Session={"id": "x", "bandwidth": 2200, "location": "lan"}),
        number=2,
        person=Person(UserId(1), "owner", "Owner"),
    )
    return playback(
        session,
        trigger,
        ToldItem(
            item=described, poster_url="https://i.example/p.jpg", external_ids={"tvmaze_id": 55}
        ),
        (session, other),
        **({"marker": Marker("credits", 3_000_000, 3_050_000, is_first=True)} | fields),
    )


def stopped(facts: NoticeFacts, at: float) -> NoticeFacts:
    """The same stream when it has ended."""
    if facts.session is None:
        return facts
    return replace(facts, trigger="on_stop", session=replace(facts.session, stopped_at=at))
