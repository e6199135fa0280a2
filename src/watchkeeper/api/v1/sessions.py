"""Sessions: the streams that run now, and stopping one by a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.plans import Plan, plan_of
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.domain.session import SessionState
from watchkeeper.domain.stream import progress_percent
from watchkeeper.errors import NotFoundError
from watchkeeper.features.monitoring import LiveSession

MOST_MESSAGE = 300  # characters that players show


class Session(Shape):
    """One stream that runs now."""

    server_id: int = Field(description="Number of its server.")
    number: int = Field(description="Its lasting number on that server.")
    session_key: str = Field(description="The server's own number for it; used again later.")
    state: SessionState = Field(description="What the player is doing.")
    user_id: int = Field(description="The person's plex.tv account number; 0 is Local.")
    friendly_name: str = Field(description="What the person is called.")
    media_type: str = Field(description="movie, episode, track, clip or photo.")
    live: bool = Field(description="Whether it is Live TV.")
    rating_key: int | None = Field(description="The item's number on the server.")
    section_id: int | None = Field(description="The library's number on the server.")
    title: str | None = Field(description="Title of the item.")
    full_title: str | None = Field(description="Title with that of its show or artist.")
    started: Instant = Field(description="When it began, UTC seconds.")
    view_offset: int = Field(description="Position in the item, milliseconds.")
    duration: int | None = Field(description="Length of the item, milliseconds.")
    progress_percent: int | None = Field(description="How far it is, percent of the length.")
    play_seconds: int = Field(description="Time watched so far, seconds.")
    paused_seconds: int = Field(description="Time paused so far, seconds.")
    player: str | None = Field(description="Name of the player.")
    product: str | None = Field(description="Program that plays.")
    platform: str | None = Field(description="System that it runs on.")
    ip_address: str | None = Field(description="Address of the player.")
    location: str | None = Field(description="lan, wan or cellular.")
    bandwidth: int | None = Field(description="What the server reserved, kbps.")
    transcode_decision: str | None = Field(description="direct play, copy or transcode.")
    video_decision: str | None = Field(description="The same of the video alone.")
    audio_decision: str | None = Field(description="The same of the audio alone.")
    quality_profile: str | None = Field(description="The quality that the stream answers to.")


class Sessions(Shape):
    """All streams that run now, and their sums."""

    sessions: list[Session] = Field(description="In the order of their start, by server.")
    total: int = Field(description="How many there are.")
    bandwidth: int = Field(description="What the servers reserved for all of them, kbps.")


class Stop(Shape):
    """How a stream is to be stopped."""

    message: Annotated[str, Field(max_length=MOST_MESSAGE)] = Field(
        "", description="What its viewer is told."
    )
    confirm: bool = Field(
        False, description="Confirm the plan and carry it out at once; takes some seconds."
    )


ServerPath = Annotated[Number, Path(description="Number of the server.")]
NumberPath = Annotated[Number, Path(description="Number of the session.")]
ServerQuery = Annotated[
    Number | None, Query(description="Number of a server; without it all that may be seen.")
]


async def list_sessions(asks: Asks, server_id: ServerQuery = None) -> Sessions:
    """List the streams that run now. One that has been told to end is left out."""
    servers = await asks.servers(server_id)
    now = asks.app.clock.now()
    found = [
        session_of(live, now)
        for server in servers
        for live in asks.app.monitoring.sessions(server.id)
        if live.ending is None
    ]
    return Sessions(
        sessions=found,
        total=len(found),
        bandwidth=sum(one.bandwidth or 0 for one in found),
    )


async def get_session(asks: Asks, server_id: ServerPath, number: NumberPath) -> Session:
    """Get one stream that runs now."""
    return session_of(await _live(asks, server_id, number), asks.app.clock.now())


async def stop_session(asks: Asks, server_id: ServerPath, number: NumberPath, stop: Stop) -> Plan:
    """Propose a plan that stops a stream. Nothing happens until it is confirmed."""
    live = await _live(asks, server_id, number)
    plan = await asks.app.stopping.propose(live, stop.message, asks.principal)
    if stop.confirm:
        plan = await asks.app.stopping.carry_out(plan.id, asks.principal)
    return plan_of(plan)


def session_of(live: LiveSession, now: float) -> Session:
    """A stream in the words of the API; `now` in UTC seconds."""
    observed, facts = live.observed, live.observed.facts
    return Session(
        server_id=live.server_id,
        number=live.number,
        session_key=observed.session_key,
        state=live.state,
        user_id=live.person.user_id,
        friendly_name=live.person.friendly_name,
        media_type=observed.media_type,
        live=observed.is_live,
        rating_key=live.rating_key,
        section_id=observed.section_id,
        title=text_of(facts.get("title")),
        full_title=text_of(facts.get("full_title")),
        started=int(live.started),
        view_offset=live.position(now),
        duration=observed.duration,
        progress_percent=_percent(live, now),
        play_seconds=int(live.play_seconds(now)),
        paused_seconds=int(live.paused_until(now)),
        player=text_of(observed.player.player),
        product=text_of(observed.player.product),
        platform=text_of(observed.player.platform),
        ip_address=text_of(observed.ip_address),
        location=text_of(facts.get("location")),
        bandwidth=number_of(facts.get("bandwidth")),
        transcode_decision=text_of(facts.get("transcode_decision")),
        video_decision=text_of(facts.get("stream_video_decision")),
        audio_decision=text_of(facts.get("stream_audio_decision")),
        quality_profile=text_of(facts.get("quality_profile")),
    )


def _percent(live: LiveSession, now: float) -> int | None:
    duration = live.observed.duration
    return progress_percent(live.position(now), duration) if duration else None


async def _live(asks: Caller, server_id: int, number: int) -> LiveSession:
    server = await asks.server(server_id)
    running: Iterator[LiveSession] = iter(asks.app.monitoring.sessions(server.id))
    found = next((one for one in running if one.number == number and one.ending is None), None)
    if found is None:
        raise NotFoundError("This stream has ended. Its play is in the history.", field="number")
    return found
