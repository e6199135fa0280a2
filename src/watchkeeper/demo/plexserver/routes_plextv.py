"""A stand-in for plex.tv on the same server, below `/plextv`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from watchkeeper.demo.people import HOME_ADDRESS, Person
from watchkeeper.demo.places import PLACES
from watchkeeper.demo.plexserver.answers import NOT_FOUND, answer, argument, refusal
from watchkeeper.demo.plexserver.render import Node, xml_bytes
from watchkeeper.demo.plexserver.routes_images import avatar as avatar_picture
from watchkeeper.demo.plexserver.routes_server import avatar
from watchkeeper.demo.plexserver.state import SimulatedPlex, plex_of

XML = "application/xml;charset=utf-8"


async def user(request: Request) -> Response:
    """`/api/v2/user`: the account of the token; 401 says that it is not valid."""
    plex = plex_of(request)
    person = _holder(request, plex)
    if person is None:
        return _unauthorized()
    return JSONResponse(
        {
            "id": person.user_id,
            "uuid": person.uuid,
            "username": person.username,
            "title": person.title,
            "email": person.email,
            "thumb": avatar(request, person.uuid),
            "home": person.is_owner or person.is_home_user,
            "homeAdmin": person.is_owner,
            "restricted": person.is_restricted,
            "subscription": {"active": person.is_owner, "status": "Active", "plan": "lifetime"},
        }
    )


async def account(request: Request) -> Response:
    """`/users/account`: the same in the older form."""
    plex = plex_of(request)
    if not _is_signed_in(request, plex):
        return _unauthorized()
    owner = plex.owner
    facts: dict[str, object] = {
        "id": owner.user_id,
        "uuid": owner.uuid,
        "username": owner.username,
        "title": owner.title,
        "email": owner.email,
        "thumb": avatar(request, owner.uuid),
        "authToken": plex.token,
        "home": True,
        "restricted": False,
    }
    subscription = Node("subscription", {"active": True, "status": "Active", "plan": "lifetime"})
    return _xml(Node("user", facts, [subscription]))


async def friends(request: Request) -> Response:
    """`/api/users`: everybody but the owner."""
    plex = plex_of(request)
    if not _is_signed_in(request, plex):
        return _unauthorized()
    people = [person for person in plex.world.people if not person.is_owner]
    nodes = [_friend(request, person, plex) for person in people]
    facts: dict[str, object] = {
        "friendlyName": "myPlex",
        "identifier": "com.plexapp.plugins.myplex",
        "machineIdentifier": plex.machine_identifier,
        "totalSize": len(nodes),
        "size": len(nodes),
    }
    return _xml(Node("MediaContainer", facts, nodes))


def _friend(request: Request, person: Person, plex: SimulatedPlex) -> Node:
    facts: dict[str, object] = {
        "id": person.user_id,
        "title": person.title,
        "username": "" if person.is_restricted else person.username,
        "email": person.email,
        "thumb": avatar(request, person.uuid),
        "home": person.is_home_user,
        "restricted": person.is_restricted,
        "protected": False,
        "allowSync": person.is_allow_sync,
        "filterAll": "",
        "filterMovies": person.filter_movies,
        "filterMusic": "",
        "filterPhotos": "",
        "filterTelevision": person.filter_tv,
    }
    server: dict[str, object] = {
        "id": person.user_id + 1,
        "serverId": 1,
        "machineIdentifier": plex.machine_identifier,
        "name": plex.name,
        "numLibraries": len(person.sections),
        "allLibraries": len(person.sections) == len(plex.catalogue.sections),
        "owned": True,
        "pending": False,
    }
    return Node("User", facts, [Node("Server", server)])


async def shared_servers(request: Request) -> Response:
    """`/api/servers/{machine}/shared_servers`: who may see which library, with their tokens."""
    plex = plex_of(request)
    if not _is_signed_in(request, plex):
        return _unauthorized()
    if request.path_params["machine"] != plex.machine_identifier:
        return refusal(*NOT_FOUND)
    people = [person for person in plex.world.people if not person.is_owner]
    nodes = [_share(person, plex) for person in people]
    facts: dict[str, object] = {"machineIdentifier": plex.machine_identifier, "size": len(nodes)}
    return _xml(Node("MediaContainer", facts, nodes))


def _share(person: Person, plex: SimulatedPlex) -> Node:
    sections = [
        Node(
            "Section",
            {
                "id": 9000 + section.id,
                "key": section.id,
                "title": section.title,
                "type": section.type,
                "shared": section.id in person.sections,
            },
        )
        for section in plex.catalogue.sections.values()
    ]
    facts: dict[str, object] = {
        "id": person.user_id + 1,
        "username": person.username,
        "email": person.email,
        "userID": person.user_id,
        "accessToken": _friend_token(person.user_id),
        "allowSync": person.is_allow_sync,
        "name": plex.name,
        "owned": True,
        "allLibraries": False,
    }
    return Node("SharedServer", facts, sections)


async def resources(request: Request) -> Response:
    """`/api/v2/resources`: the servers that the account can reach."""
    plex = plex_of(request)
    if not _is_signed_in(request, plex):
        return _unauthorized()
    address = request.url.hostname or "127.0.0.1"
    port = request.url.port or 80
    connection = {
        "protocol": request.url.scheme,
        "address": address,
        "port": port,
        "uri": f"{request.url.scheme}://{address}:{port}",
        "local": True,
        "relay": False,
        "IPv6": False,
    }
    return JSONResponse(
        [
            {
                "name": plex.name,
                "product": "Plex Media Server",
                "productVersion": plex.version,
                "platform": "Linux",
                "platformVersion": "6.8.0",
                "clientIdentifier": plex.machine_identifier,
                "owned": True,
                "home": False,
                "accessToken": plex.token,
                "provides": "server",
                "publicAddress": HOME_ADDRESS,
                "httpsRequired": False,
                "presence": True,
                "connections": [connection],
            }
        ]
    )


async def ping(request: Request) -> Response:
    """`/api/v2/ping`: keeps a token alive."""
    if not _is_signed_in(request, plex_of(request)):
        return _unauthorized()
    return JSONResponse({"pong": True})


async def make_pin(request: Request) -> Response:
    """`POST /api/v2/pins`: begin a sign-in; it is granted at the second look."""
    plex = plex_of(request)
    client = argument(request, "X-Plex-Client-Identifier")
    if not client:
        return JSONResponse({"errors": [{"code": 1000, "status": 400}]}, 400)
    pin = 500_000 + len(plex.pins)
    plex.pins[pin] = client
    return JSONResponse(_pin(pin, None), 201)


async def read_pin(request: Request) -> Response:
    """`GET /api/v2/pins/{id}`: the token once it is granted; 404 for another client."""
    plex = plex_of(request)
    pin = request.path_params["pin"]
    client = argument(request, "X-Plex-Client-Identifier")
    if client is None or not plex.pins.get(pin, "").endswith(client):
        return JSONResponse({"errors": [{"code": 1020, "status": 404}]}, 404)
    is_granted = plex.pins[pin].startswith("seen ")
    plex.pins[pin] = f"seen {client}"
    token = plex.token if plex.signs_in is None else _friend_token(plex.signs_in)
    return JSONResponse(_pin(pin, token if is_granted else None))


def _pin(pin: int, token: str | None) -> dict[str, object]:
    return {"id": pin, "code": f"demo{pin}", "expiresIn": 1800, "authToken": token}


async def geoip(request: Request) -> Response:
    """`/api/v2/geoip`: where an address is; the household's are known."""
    if not _is_signed_in(request, plex_of(request)):
        return _unauthorized()
    known = PLACES.get(request.query_params.get("ip_address", ""), PLACES[HOME_ADDRESS])
    facts: dict[str, object] = {
        "city": known.city,
        "code": known.code,
        "continent_code": "EU",
        "country": known.country,
        "coordinates": f"{known.latitude:.4f}, {known.longitude:.4f}",
        "postal_code": "",
        "subdivisions": known.region,
        "time_zone": known.timezone,
    }
    return answer(request, Node("location", facts))


def _friend_token(user_id: int) -> str:
    return f"demo-friend-token-{user_id}"


def _holder(request: Request, plex: SimulatedPlex) -> Person | None:
    """Whose token it is."""
    token = argument(request, "X-Plex-Token")
    if token == plex.token:
        return plex.owner
    return next(
        (person for person in plex.world.people if token == _friend_token(person.user_id)), None
    )


def _is_signed_in(request: Request, plex: SimulatedPlex) -> bool:
    return argument(request, "X-Plex-Token") == plex.token


def _unauthorized() -> Response:
    return JSONResponse({"errors": [{"code": 1001, "message": "Unauthorized", "status": 401}]}, 401)


def _xml(node: Node) -> Response:
    return Response(xml_bytes(node), media_type=XML)


ROUTES = [
    Mount(
        "/plextv",
        routes=[
            Route("/api/v2/user", user),
            Route("/users/account", account),
            Route("/api/users", friends),
            Route("/api/v2/resources", resources),
            Route("/api/servers/{machine}/shared_servers", shared_servers),
            Route("/api/v2/ping", ping),
            Route("/api/v2/pins", make_pin, methods=["POST"]),
            Route("/api/v2/pins/{pin:int}", read_pin),
            Route("/api/v2/geoip", geoip),
            Route("/users/{uuid}/avatar", avatar_picture),
        ],
    )
]
