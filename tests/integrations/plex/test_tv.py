import pytest

from tests.integrations.plex import payloads
from tests.integrations.plex.serving import TOKEN, PreparedPlex, empty, json, xml
from watchkeeper.domain.plex_tv import SignInPin
from watchkeeper.errors import MalformedError, NotFoundError, SignInExpiredError

OWNER = {
    "id": 5000001,
    "uuid": "u1",
    "username": "den-owner",
    "title": "Den Owner",
    "email": "owner@example.com",
    "thumb": "https://plex.tv/users/a/avatar",
    "authToken": "never-to-be-kept",
    "home": True,
    "restricted": False,
    "subscription": {"active": True},
}
USERS = """<?xml version="1.0"?><MediaContainer>
 <User id="7001" title="Maria" username="maria" email="m@example.com" home="0" restricted="0"
   allowSync="1" filterAll="label!=x" thumb="https://plex.tv/users/b/avatar">
   <Server id="1" machineIdentifier="m1"/></User>
 <User id="7002" title="Kid" username="" home="1" restricted="1"/>
 <User title="no number"/>
</MediaContainer>"""
SHARES = """<?xml version="1.0"?><MediaContainer>
 <SharedServer id="9" userID="7001" username="maria" accessToken="others-secret">
  <Section id="11" key="1" title="Films" shared="1"/><Section id="12" key="2" shared="0"/>
  <Section id="13" key="3" shared="1"/></SharedServer>
</MediaContainer>"""


async def test_a_sign_in_gives_a_code_then_the_token() -> None:
    tv = PreparedPlex(
        {
            "/api/v2/pins": json({"id": 5, "code": "abcd", "expiresIn": 1800}, status=201),
            "/api/v2/pins/5": json({"id": 5, "authToken": None}),
        }
    )
    client = tv.tv()
    pin = await client.create_pin()
    assert pin == SignInPin(5, "abcd", 1800)
    assert await client.pin_token(5) is None
    tv.replies["/api/v2/pins/5"] = json({"id": 5, "authToken": "new"})
    assert await client.pin_token(5) == "new"


async def test_the_sign_in_page_names_client_and_code() -> None:
    address = PreparedPlex().tv().sign_in_address(SignInPin(5, "abcd", None), "https://me/back")
    assert address.startswith("https://app.plex.tv/auth#?clientID=watchkeeper-test&code=abcd")
    assert "forwardUrl=https%3A%2F%2Fme%2Fback" in address


async def test_an_expired_sign_in_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        await PreparedPlex().tv().pin_token(5)


async def test_the_owner_is_told_without_their_token() -> None:
    tv = PreparedPlex({"/api/v2/user": json(OWNER)})
    owner = await tv.tv().owner()
    assert (owner.user_id, owner.username, owner.has_plex_pass) == (5000001, "den-owner", True)
    assert "never-to-be-kept" not in repr(owner)


async def test_an_answer_without_account_is_malformed() -> None:
    with pytest.raises(MalformedError):
        await PreparedPlex({"/api/v2/user": json({})}).tv().owner()


@pytest.mark.parametrize(("status", "valid"), [(200, True), (401, False), (500, None)])
async def test_f15_the_token_is_valid_invalid_or_nobody_knows(
    status: int, valid: bool | None
) -> None:
    reply = json(OWNER) if status == 200 else empty(status)
    assert await PreparedPlex({"/api/v2/user": reply}).tv().token_valid() is valid


async def test_everybody_with_access_is_listed_with_their_libraries() -> None:
    tv = PreparedPlex(
        {
            "/api/v2/user": json(OWNER),
            "/api/users": xml(USERS),
            "/api/servers/m1/shared_servers": xml(SHARES),
            "/identity": json(payloads.container(machineIdentifier="m1")),
        }
    )
    owner, maria, kid = await tv.client(tv.tv()).accounts()
    assert (owner.user_id, owner.is_admin, owner.shared_sections) == (5000001, True, None)
    assert (owner.is_home_user, owner.is_restricted) == (True, False)
    assert (maria.shared_sections, maria.filter_all) == ((1, 3), "label!=x")
    assert (maria.is_allow_sync, maria.is_home_user) == (True, False)
    assert (kid.username, kid.title, kid.email) == ("", "Kid", "")
    assert (kid.is_home_user, kid.is_restricted) == (True, True)
    assert kid.shared_sections == ()


async def test_s15_tokens_of_other_people_are_never_read() -> None:
    tv = PreparedPlex({"/api/servers/m1/shared_servers": xml(SHARES)})
    assert "others-secret" not in repr(await tv.tv().shared_sections("m1"))


async def test_an_unreachable_plex_tv_is_replaced_by_the_list_of_the_server() -> None:
    plex = PreparedPlex(
        {
            "/identity": json(payloads.container(machineIdentifier="m1")),
            "/api/v2/user": empty(503),
            "/accounts": json(payloads.container(Account=[{"id": 1, "name": "owner"}])),
        }
    )
    assert [person.username for person in await plex.client(plex.tv()).accounts()] == ["owner"]


async def test_f15_a_refusing_plex_tv_is_not_replaced() -> None:
    plex = PreparedPlex(
        {
            "/identity": json(payloads.container(machineIdentifier="m1")),
            "/api/v2/user": empty(401),
        }
    )
    with pytest.raises(SignInExpiredError):
        await plex.client(plex.tv()).accounts()


async def test_the_servers_come_with_local_addresses_first_and_the_relay_last() -> None:
    def connection(uri: str, **fields: bool) -> payloads.Payload:
        return {"uri": uri, "address": "10.0.0.2", "port": 32400, **fields}

    resources = [
        {"name": "TV", "provides": "player", "clientIdentifier": "p"},
        {"name": "Other", "provides": "server", "clientIdentifier": "m2", "owned": False},
        {
            "name": "Den",
            "provides": "server",
            "clientIdentifier": "m1",
            "owned": True,
            "presence": True,
            "accessToken": "server-secret",
            "connections": [
                connection("relay", relay=True),
                connection("remote"),
                connection("local", local=True),
            ],
        },
    ]
    den, other = await PreparedPlex({"/api/v2/resources": json(resources)}).tv().servers()
    assert [each.uri for each in den.connections] == ["local", "remote", "relay"]
    assert (den.access_token, other.is_owned) == ("server-secret", False)
    assert "server-secret" not in repr(den)


@pytest.mark.parametrize("is_xml", [True, False])
async def test_a_place_is_read_from_either_form(is_xml: bool) -> None:
    place = {"city": "Bergen", "country": "Norway", "coordinates": "60.39, 5.32", "code": "NO"}
    attributes = " ".join(f'{name}="{value}"' for name, value in place.items())
    reply = xml(f"<location {attributes}/>") if is_xml else json(place)
    found = await PreparedPlex({"/api/v2/geoip": reply}).tv().place("203.0.113.9")
    assert (found.city, found.code, found.latitude, found.longitude) == (
        "Bergen",
        "NO",
        60.39,
        5.32,
    )


async def test_the_token_is_sent_in_a_header() -> None:
    tv = PreparedPlex({"/api/v2/user": json(OWNER)})
    await tv.tv().owner()
    assert tv.requests[0].headers["X-Plex-Token"] == TOKEN
