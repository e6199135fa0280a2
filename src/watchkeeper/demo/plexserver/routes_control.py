"""The control API of the tests: `/_sim/...`, never used by the product.

`POST /_sim/do/{verb}` with a JSON object of arguments acts on the world, `POST /_sim/faults`
sets faults by name, `POST /_sim/sockets` ends or silences the websockets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.people import Device, Person
from watchkeeper.demo.plexserver.faults import Faults, Outage
from watchkeeper.demo.plexserver.frames import reachability
from watchkeeper.demo.plexserver.sockets import Ending
from watchkeeper.demo.plexserver.state import SimulatedPlex, plex_of
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.domain.media import Marker
from watchkeeper.errors import InputError, NotFoundError

Arguments: TypeAlias = dict[str, Any]  # Any: JSON from a test
Verb: TypeAlias = Callable[[SimulatedPlex, Arguments], Stream | None]


def _wish(given: Arguments) -> Wish:
    mode = given.get("mode")
    return Wish(
        mode=Mode(mode) if mode else None,
        limit=given.get("limit"),
        with_subtitle=bool(given.get("subtitle")),
        uses_hardware=bool(given.get("hardware", True)),
    )


def _start(plex: SimulatedPlex, given: Arguments) -> Stream:
    person = plex.world.person(given["person"])
    item = plex.catalogue.get(int(given["rating_key"]))
    if item is None:
        raise NotFoundError("There is no such item.", field="rating_key")
    device = _device(person, given)
    stream = plex.world.start(
        person, item, device, _wish(given), offset=int(given.get("offset", 0))
    )
    stream.autoplays = bool(given.get("autoplays"))
    stream.hides_session = bool(given.get("hides_session"))
    return stream


def _device(person: Person, given: Arguments) -> Device:
    """One of the person's own, elsewhere when an `address` (IPv4 or IPv6) is given."""
    device = person.devices[int(given.get("device", 0))]
    address = given.get("address")
    if not address:
        return device
    return replace(device, address=address, public_address=address, is_local=False)


def _tune(plex: SimulatedPlex, given: Arguments) -> Stream:
    person = plex.world.person(given["person"])
    return plex.world.tune(person, given["channel"], _device(person, given))


def _on_session(act: Callable[[SimulatedPlex, str], object]) -> Verb:
    def verb(plex: SimulatedPlex, given: Arguments) -> None:
        act(plex, str(given["session_key"]))

    return verb


def _seek(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.seek(str(given["session_key"]), int(given["offset"]))


def _vanish(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.vanish(str(given["session_key"]), is_listed=bool(given.get("is_listed")))


def _take_over(plex: SimulatedPlex, given: Arguments) -> Stream:
    item = plex.catalogue[int(given["rating_key"])]
    return plex.world.take_over(str(given["session_key"]), item)


def _autoplay(plex: SimulatedPlex, given: Arguments) -> Stream | None:
    return plex.world.autoplay(str(given["session_key"]))


def _deliver(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.deliver_as(str(given["session_key"]), _wish(given))


def _restart(plex: SimulatedPlex, given: Arguments) -> None:  # noqa: ARG001  # a verb like the others
    plex.world.restart()
    plex.sockets.end(Ending.CUT)


def _delete(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.delete(int(given["rating_key"]))


def _add(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.add_like(int(given["like"]), str(given["title"]))


def _rebuild(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.rebuild(int(given["section_id"]))


def _mark(plex: SimulatedPlex, given: Arguments) -> None:
    markers = [Marker(**marker) for marker in given["markers"]]
    plex.world.mark(int(given["rating_key"]), markers)


def _replay(plex: SimulatedPlex, given: Arguments) -> None:
    plex.world.replay(given["frames"])


def _reach(plex: SimulatedPlex, given: Arguments) -> None:
    plex.preferences["remoteAccess"] = bool(given["is_reachable"])
    plex.world.send(reachability(is_reachable=bool(given["is_reachable"])))


VERBS: dict[str, Verb] = {
    "start": _start,
    "tune": _tune,
    "pause": _on_session(lambda plex, key: plex.world.pause(key)),
    "resume": _on_session(lambda plex, key: plex.world.resume(key)),
    "buffer": _on_session(lambda plex, key: plex.world.buffer(key)),
    "fail": _on_session(lambda plex, key: plex.world.fail(key)),
    "stop": _on_session(lambda plex, key: plex.world.stop(key)),
    "seek": _seek,
    "vanish": _vanish,
    "take_over": _take_over,
    "autoplay": _autoplay,
    "deliver": _deliver,
    "restart": _restart,
    "delete": _delete,
    "add": _add,
    "rebuild": _rebuild,
    "mark": _mark,
    "replay": _replay,
    "reach": _reach,
}
"""What a test can ask for, by name."""


async def act(request: Request) -> Response:
    """`POST /_sim/do/{verb}`: do it, and tell the session key when a stream came of it."""
    verb = VERBS.get(request.path_params["verb"])
    if verb is None:
        return JSONResponse({"error": "unknown verb", "verbs": sorted(VERBS)}, 404)
    try:
        stream = verb(plex_of(request), await _arguments(request))
    except (KeyError, TypeError, ValueError, InputError) as error:
        return JSONResponse({"error": repr(error)}, 400)
    facts = {"session_key": stream.session_key, "session_id": stream.session_id} if stream else {}
    return JSONResponse(facts)


async def faults(request: Request) -> Response:
    """`POST /_sim/faults`: replace all faults by the named ones; {} is healthy again."""
    given = await _arguments(request)
    try:
        wanted = Faults(**given)
        wanted.outage = Outage(wanted.outage) if wanted.outage else None
    except (TypeError, ValueError) as error:
        return JSONResponse({"error": repr(error)}, 400)
    present = plex_of(request).faults
    for name in Faults.__slots__:
        setattr(present, name, getattr(wanted, name))
    return JSONResponse({})


async def sockets(request: Request) -> Response:
    """`POST /_sim/sockets`: {"end": "close" or "cut"} or {"silent": true or false}."""
    given = await _arguments(request)
    present = plex_of(request).sockets
    if "end" in given:
        present.end(Ending(given["end"]))
    if "silent" in given:
        present.is_silent = bool(given["silent"])
    return JSONResponse({"open": len(present)})


async def requests(request: Request) -> Response:
    """`GET /_sim/requests`: how often each path was asked; DELETE begins anew."""
    plex = plex_of(request)
    if request.method == "DELETE":
        plex.requests.clear()
        plex.dialects.clear()
    return JSONResponse({"requests": dict(plex.requests), "dialects": dict(plex.dialects)})


async def streams(request: Request) -> Response:
    """`GET /_sim/streams`: who plays what, in short."""
    plex = plex_of(request)
    now = plex.world.clock.now()
    return JSONResponse(
        [
            {
                "session_key": stream.session_key,
                "session_id": stream.session_id,
                "person": stream.person.username,
                "title": stream.item.title,
                "rating_key": stream.rating_key,
                "state": str(stream.state),
                "offset": stream.offset(now),
                "decision": stream.delivery.overall_decision,
            }
            for stream in plex.world.streams.values()
        ]
    )


async def recorded(request: Request) -> Response:
    """`GET /_sim/frames`: the frames sent so far, oldest first."""
    return JSONResponse(list(plex_of(request).world.recorded))


async def _arguments(request: Request) -> Arguments:
    body = await request.body()
    given = await request.json() if body else {}
    if not isinstance(given, dict):
        raise InputError("The arguments are a JSON object.")
    return given


ROUTES = [
    Route("/_sim/do/{verb}", act, methods=["POST"]),
    Route("/_sim/faults", faults, methods=["POST"]),
    Route("/_sim/sockets", sockets, methods=["POST"]),
    Route("/_sim/requests", requests, methods=["GET", "DELETE"]),
    Route("/_sim/streams", streams),
    Route("/_sim/frames", recorded),
]
