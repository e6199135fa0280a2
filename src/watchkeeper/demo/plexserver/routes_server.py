"""Who the server is, whom it knows and how it is set."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.demo.items import Channel
from watchkeeper.demo.plexserver import livetv
from watchkeeper.demo.plexserver.answers import NOT_FOUND, answer, container, refusal
from watchkeeper.demo.plexserver.render import Node
from watchkeeper.demo.plexserver.state import plex_of


async def identity(request: Request) -> Response:
    """`/identity`: the one call that needs no token."""
    plex = plex_of(request)
    facts: dict[str, object] = {
        "size": 0,
        "apiVersion": "1.2.2",
        "claimed": True,
        "machineIdentifier": plex.machine_identifier,
        "version": plex.version,
    }
    return answer(request, container(facts))


async def root(request: Request) -> Response:
    """`/`: what the server is and can do."""
    plex = plex_of(request)
    busy = sum(s.delivery.video_decision == "transcode" for s in plex.world.streams.values())
    facts: dict[str, object] = {
        "allowMediaDeletion": True,
        "allowSync": True,
        "claimed": True,
        "eventStream": True,
        "friendlyName": plex.name,
        "livetv": 7,
        "machineIdentifier": plex.machine_identifier,
        "multiuser": True,
        "myPlex": True,
        "myPlexMappingState": "mapped",
        "myPlexSigninState": "ok",
        "myPlexSubscription": True,
        "myPlexUsername": plex.owner.email,
        "ownerFeatures": "hardware_transcoding,pass,session_kick,webhooks",
        "platform": "Linux",
        "platformVersion": "6.8.0",
        "transcoderActiveVideoSessions": busy,
        "updatedAt": int(plex.world.clock.now()),
        "version": plex.version,
    }
    paths = ("library", "livetv", "photo", "playlists", "status")
    return answer(request, container(facts, [Node("Directory", {"key": p}) for p in paths]))


async def accounts(request: Request) -> Response:
    """`/accounts`: the server's own table of people; 0 is nobody."""
    nodes = [Node("Account", {"id": 0, "key": "/accounts/0", "name": "", "thumb": ""})]
    nodes += [
        Node(
            "Account",
            {
                "id": person.account_id,
                "key": f"/accounts/{person.account_id}",
                "name": person.username,
                "defaultAudioLanguage": "en",
                "autoSelectAudio": True,
                "defaultSubtitleLanguage": "en",
                "subtitleMode": 1,
                "thumb": avatar(request, person.uuid),
            },
        )
        for person in plex_of(request).world.people
    ]
    return answer(request, container({"identifier": "com.plexapp.system.accounts"}, nodes))


async def devices(request: Request) -> Response:
    """`/devices`: every player that ever connected."""
    nodes = [
        Node(
            "Device",
            {
                "id": number,
                "name": device.title,
                "platform": device.platform,
                "clientIdentifier": device.machine_id,
                "createdAt": 1_650_000_000 + number,
            },
        )
        for number, device in enumerate(plex_of(request).world.devices, start=1)
    ]
    return answer(request, container({"identifier": "com.plexapp.system.devices"}, nodes))


async def preferences(request: Request) -> Response:
    """`/:/prefs`, or the one asked for by `id` of `/:/prefs/get`."""
    wanted = request.query_params.get("id")
    kinds = {bool: "bool", int: "int", str: "text"}
    nodes = [
        Node(
            "Setting",
            {
                "id": name,
                "label": name,
                "value": value,
                "type": kinds[type(value)],
                "hidden": False,
            },
        )
        for name, value in plex_of(request).preferences.items()
        if wanted in (None, name)
    ]
    return answer(request, container(None, nodes))


async def remote_access(request: Request) -> Response:
    """`/myplex/account`: the state of remote access."""
    plex = plex_of(request)
    mapped = plex.preferences.get("remoteAccess", True)
    facts: dict[str, object] = {
        "username": plex.owner.email,
        "mappingState": "mapped",
        "mappingError": "" if mapped else "unreachable",
        "signInState": "ok",
        "publicAddress": "203.0.113.24",
        "publicPort": "32400",
        "privateAddress": "192.168.1.10",
        "privatePort": "32400",
        "subscriptionActive": True,
        "subscriptionState": "Active",
    }
    node = Node("MyPlex", facts)
    return answer(request, node)


async def updates(request: Request) -> Response:
    """`/updater/check` and `/updater/status`: the preference `newerVersion`, if any."""
    version = str(plex_of(request).preferences.get("newerVersion", ""))
    release = Node(
        "Release",
        {
            "key": f"https://plex.tv/updater/releases/{version}",
            "version": version,
            "added": "(Library) A shelf for lighthouses.",
            "fixed": "(Player) The fog signal repeats.",
            "downloadURL": f"https://plex.tv/downloads/{version}",
            "state": "available",
        },
    )
    facts: dict[str, object] = {"canInstall": False, "status": 0}
    return answer(request, container(facts, [release] if version else []))


async def servers(request: Request) -> Response:
    """`/servers`: the server about itself and its neighbours."""
    plex = plex_of(request)
    facts: dict[str, object] = {
        "name": plex.name,
        "host": request.url.hostname,
        "address": request.url.hostname,
        "port": request.url.port,
        "machineIdentifier": plex.machine_identifier,
        "version": plex.version,
    }
    return answer(request, container(None, [Node("Server", facts)]))


async def recorders(request: Request) -> Response:
    """`/livetv/dvrs`: one tuner with its channels."""
    channels = [
        Node(
            "ChannelMapping",
            {"channelKey": channel.identifier, "deviceIdentifier": channel.number, "enabled": "1"},
        )
        for channel in plex_of(request).catalogue.channels
    ]
    device = Node("Device", {"key": "/media/grabbers/devices/1", "title": "Tuner"}, channels)
    facts: dict[str, object] = {
        "key": "/livetv/dvrs/1",
        "uuid": "device://tv.plex.grabbers.hdhomerun/DEMO",
        "language": "en",
        "lineupTitle": "Demo Broadcasts",
        "epgIdentifier": livetv.EPG_IDENTIFIER,
    }
    return answer(request, container(None, [Node("Dvr", facts, [device])]))


async def airing(request: Request) -> Response:
    """`/{epg}/metadata/{guid}`: what the programme guide says about a running programme."""
    plex = plex_of(request)
    now = plex.world.clock.now()
    for channel in plex.catalogue.channels:
        if livetv.guid(channel, now) == request.path_params["guid"]:
            return answer(request, container(None, [_airing_node(channel, now)]))
    return refusal(*NOT_FOUND)


def _airing_node(channel: Channel, now: float) -> Node:
    programme = livetv.programme(channel, now)
    begins_at = livetv.slot_start(now)
    media: dict[str, object] = {
        "beginsAt": begins_at,
        "endsAt": begins_at + livetv.SLOT,
        "channelCallSign": channel.call_sign,
        "channelIdentifier": channel.identifier,
        "channelThumb": f"/livetv/channels/{channel.identifier}/thumb",
        "channelTitle": channel.title,
        "channelVcn": channel.number,
    }
    facts: dict[str, object] = {
        "ratingKey": str(livetv.rating_key(channel, now)),
        "guid": programme.guid,
        "type": programme.type,
        "title": programme.title,
        "grandparentTitle": programme.title,
        "summary": programme.summary,
        "duration": programme.duration,
        "contentRating": "TV-G",
    }
    return Node("Video", facts, [Node("Media", media)], name="Metadata")


async def live_sessions(request: Request) -> Response:
    """`/livetv/sessions`: the channels being watched."""
    nodes = [
        Node("Metadata", {"key": stream.key, "title": stream.item.title, "live": "1"})
        for stream in plex_of(request).world.streams.values()
        if stream.is_live
    ]
    return answer(request, container(None, nodes))


async def activities(request: Request) -> Response:
    """`/activities`: nothing goes on."""
    return answer(request, container())


def avatar(request: Request, uuid: str) -> str:
    """The address of a person's picture at the plex.tv stand-in."""
    return f"{request.base_url}plextv/users/{uuid}/avatar?c=1730000000"


ROUTES = [
    Route("/", root),
    Route("/identity", identity),
    Route("/accounts", accounts),
    Route("/devices", devices),
    Route("/:/prefs", preferences),
    Route("/:/prefs/get", preferences),
    Route("/myplex/account", remote_access),
    Route("/updater/check", updates, methods=["PUT"]),
    Route("/updater/status", updates),
    Route("/servers", servers),
    Route("/livetv/dvrs", recorders),
    Route("/livetv/sessions", live_sessions),
    Route(f"/{livetv.EPG_IDENTIFIER}/metadata/{{guid:path}}", airing),
    Route("/activities", activities),
]
