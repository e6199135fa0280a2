from collections.abc import Callable

import httpx2
import pytest

from tests.integrations.plex import payloads
from tests.integrations.plex.serving import TOKEN, PreparedPlex, Reply, empty, json, xml
from watchkeeper.domain.facts import SectionId
from watchkeeper.domain.media import ImageRequest
from watchkeeper.domain.session import Termination
from watchkeeper.domain.standing import Release
from watchkeeper.errors import (
    InputError,
    MalformedError,
    NotFoundError,
    OutsideError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.integrations.address import AddressGuard

FILMS = SectionId(1)


def film(number: int) -> payloads.Payload:
    return {"ratingKey": str(number), "type": "movie", "title": f"Film {number}"}


def paged(
    items: list[payloads.Payload], *, most: int = 1000, total: int | None = None
) -> Callable[[httpx2.Request], Reply]:
    """A list that honours paging, and sends at most so many at once."""

    def reply(request: httpx2.Request) -> Reply:
        start = int(request.headers["X-Plex-Container-Start"])
        size = min(int(request.headers["X-Plex-Container-Size"]), most)
        page = items[start : start + size]
        told = len(items) if total is None else total
        return json(payloads.metadata(*page, offset=start, totalSize=told))

    return reply


async def test_the_token_travels_in_a_header_and_never_in_an_address() -> None:
    plex = PreparedPlex({"/status/sessions": json(payloads.sessions())})
    await plex.client().sessions()
    assert plex.requests[0].headers["X-Plex-Token"] == TOKEN
    assert TOKEN not in str(plex.requests[0].url)
    assert plex.requests[0].headers["Accept"] == "application/json"


async def test_an_idle_server_has_no_sessions() -> None:
    plex = PreparedPlex({"/status/sessions": json({"MediaContainer": {"size": 0}})})
    assert await plex.client().sessions() == ()


async def test_one_request_tells_all_sessions_sorted_by_key_as_text() -> None:
    elements = [payloads.direct_play(sessionKey=key) for key in ("9", "10", "100")]
    plex = PreparedPlex({"/status/sessions": json(payloads.sessions(*elements))})
    client = plex.client()
    found = await client.sessions()
    assert [session.session_key for session in found] == ["10", "100", "9"]
    assert client.request_counts == {"GET /status/sessions": 1}


async def test_f17_one_malformed_session_hides_no_other() -> None:
    elements = [{"title": "no key"}, payloads.direct_play(), {"sessionKey": "3"}]
    plex = PreparedPlex({"/status/sessions": json(payloads.sessions(*elements))})
    found = await plex.client().sessions()
    assert [session.session_key for session in found] == ["7"]


async def test_sessions_are_read_from_a_server_that_answers_xml() -> None:
    answer = """<?xml version="1.0"?><MediaContainer size="1">
      <Video sessionKey="45" ratingKey="4021" type="episode" title="Harbour" viewOffset="600000">
      <Media selected="1" bitrate="3820" id="901"><Part decision="transcode" selected="1">
      <Stream streamType="1" decision="transcode" width="1280"/></Part></Media>
      <User id="7001" title="maria"/><Player state="paused" local="0" address="::ffff:10.0.0.9"/>
      <Session id="q8w7e6" bandwidth="5200" location="wan"/>
      <TranscodeSession key="/transcode/sessions/t5r4" videoDecision="transcode"/>
      </Video></MediaContainer>"""
    plex = PreparedPlex({"/status/sessions": xml(answer)})
    session = (await plex.client().sessions())[0]
    assert (session.session_key, session.session_id, session.account_id) == ("45", "q8w7e6", 7001)
    assert session.state == "paused"
    assert session.facts["transcode_decision"] == "transcode"
    assert session.ip_address == "10.0.0.9"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (empty(401), SignInExpiredError),
        (empty(498), SignInExpiredError),
        (empty(403), OutsideError),
        (empty(500), UnreachableError),
        (empty(503), UnreachableError),
        (empty(429), UnreachableError),
        (empty(200), MalformedError),
        ((200, b'{"MediaContainer":', {}), MalformedError),
    ],
)
async def test_f15_f17_failures_are_errors_and_never_an_empty_list(
    reply: Reply, error: type[OutsideError]
) -> None:
    plex = PreparedPlex({"/status/sessions": reply})
    with pytest.raises(error):
        await plex.client().sessions()


async def test_metadata_costs_one_request_more_for_the_parents() -> None:
    plex = PreparedPlex(
        {
            "/library/metadata/4021": json(payloads.metadata(payloads.library_episode())),
            "/library/metadata/4010,4000": json(
                payloads.metadata(payloads.season(), payloads.show())
            ),
        }
    )
    item = await plex.client().metadata(4021)
    assert item is not None
    assert item.facts["actors"] == ["Bo Lind", "Cy Moor"]
    assert plex.requests[0].url.params["includeMarkers"] == "1"
    assert plex.requests[0].url.params["includeGuids"] == "1"
    assert len(plex.requests) == 2


async def test_a_deleted_item_is_none_and_a_failing_server_is_not() -> None:
    assert await PreparedPlex().client().metadata(5) is None
    with pytest.raises(UnreachableError):
        await PreparedPlex({"/library/metadata/5": empty(500)}).client().metadata(5)


async def test_f16_an_answer_without_the_item_is_not_taken_for_a_deletion() -> None:
    plex = PreparedPlex({"/library/metadata/5": json(payloads.container())})
    with pytest.raises(MalformedError):
        await plex.client().metadata(5)
    plex.replies["/library/metadata/5,6"] = json(payloads.container())
    with pytest.raises(MalformedError):
        await plex.client().metadata_many([5, 6])


async def test_many_items_are_asked_for_in_batches_of_fifty() -> None:
    def reply(request: httpx2.Request) -> Reply:
        keys = request.url.path.rpartition("/")[2].split(",")
        return json(payloads.metadata(*(film(int(key)) for key in keys)))

    keys = list(range(1, 121))
    batches = [",".join(map(str, keys[start : start + 50])) for start in (0, 50, 100)]
    plex = PreparedPlex({f"/library/metadata/{batch}": reply for batch in batches})
    found = await plex.client().metadata_many([*keys, 1, 2])
    assert sorted(found) == keys
    assert len(plex.requests) == 3


async def test_of_many_items_the_gone_ones_are_missing() -> None:
    plex = PreparedPlex({"/library/metadata/1,2": json(payloads.metadata(film(1)))})
    assert list(await plex.client().metadata_many([1, 2])) == [1]
    assert await plex.client().metadata_many([8, 9]) == {}
    assert await plex.client().metadata_many([]) == {}


@pytest.mark.parametrize("most", [1, 7, 200])
async def test_a_whole_library_comes_however_the_server_shrinks_its_pages(most: int) -> None:
    films = [film(number) for number in range(1, 30)]
    plex = PreparedPlex({"/library/sections/1/all": paged(films, most=most)})
    found = [item.rating_key async for item in plex.client().all_items(FILMS, "movie")]
    assert found == list(range(1, 30))


@pytest.mark.parametrize("count", [3, 200, 299])
async def test_a_library_comes_once_from_a_server_that_ignores_paging(count: int) -> None:
    films = json(payloads.metadata(*(film(number) for number in range(count))))
    plex = PreparedPlex({"/library/sections/1/all": films})
    found = [item async for item in plex.client().all_items(FILMS, "movie")]
    assert len(found) == count


async def test_f16_an_empty_library_is_an_answer_of_no_items() -> None:
    plex = PreparedPlex({"/library/sections/1/all": json(payloads.container(totalSize=0))})
    assert [item async for item in plex.client().all_items(FILMS, "movie")] == []


async def test_f16_a_failing_page_fails_the_whole_list() -> None:
    films = paged([film(number) for number in range(1, 300)])

    def reply(request: httpx2.Request) -> Reply:
        return empty(500) if request.headers["X-Plex-Container-Start"] != "0" else films(request)

    plex = PreparedPlex({"/library/sections/1/all": reply})
    with pytest.raises(UnreachableError):
        [item async for item in plex.client().all_items(FILMS, "movie")]


async def test_f16_a_list_that_ends_before_its_total_is_an_error() -> None:
    films = paged([film(1), film(2)], total=5)
    plex = PreparedPlex({"/library/sections/1/all": films})
    with pytest.raises(MalformedError, match="2 of 5"):
        [item async for item in plex.client().all_items(FILMS, "movie")]


async def test_f16_a_page_that_turns_empty_midway_is_an_error() -> None:
    films = paged([film(number) for number in range(1, 300)])

    def reply(request: httpx2.Request) -> Reply:
        is_first = request.headers["X-Plex-Container-Start"] == "0"
        return films(request) if is_first else json(payloads.container(totalSize=0, offset=200))

    plex = PreparedPlex({"/library/sections/1/all": reply})
    with pytest.raises(MalformedError):
        [item async for item in plex.client().all_items(FILMS, "movie")]


async def test_part_of_a_library_tells_the_total() -> None:
    films = [film(number) for number in range(1, 30)]
    plex = PreparedPlex({"/library/sections/1/all": paged(films)})
    page = await plex.client().items(FILMS, "movie", start=10, size=5)
    assert [item.rating_key for item in page.items] == [11, 12, 13, 14, 15]
    assert (page.total, page.offset) == (29, 10)


async def test_there_are_no_items_of_an_unknown_kind() -> None:
    with pytest.raises(InputError):
        await PreparedPlex().client().items(FILMS, "spoon")


async def test_libraries_are_counted_with_one_small_request_a_level() -> None:
    def count(request: httpx2.Request) -> Reply:
        assert request.headers["X-Plex-Container-Size"] == "0"
        totals = {"2": 3, "3": 9, "4": 80}
        return json(payloads.container(totalSize=totals[request.url.params["type"]]))

    sections = payloads.container(
        Directory=[
            {"key": "2", "title": "TV", "type": "show", "agent": "a"},
            {"key": 5, "title": "Broken", "type": "movie"},
            {"title": "no key"},
        ]
    )
    plex = PreparedPlex(
        {
            "/library/sections": json(sections),
            "/library/sections/2/all": count,
            "/library/sections/5/all": empty(500),
        }
    )
    client = plex.client()
    shows, broken = await client.library_sections()
    assert (shows.count, shows.parent_count, shows.child_count) == (3, 9, 80)
    assert (broken.section_id, broken.count) == (5, None)
    assert client.request_counts["GET /library/sections/{id}/all"] == 4


async def test_children_tell_what_they_belong_to() -> None:
    listing = payloads.metadata(payloads.season(), title2="North Coast", viewGroup="season")
    plex = PreparedPlex({"/library/metadata/4000/children": json(listing)})
    page = await plex.client().children(4000)
    assert (page.title, page.type, page.total) == ("North Coast", "season", 1)


async def test_items_of_collections_and_playlists_have_their_own_paths() -> None:
    plex = PreparedPlex(
        {
            "/library/collections/5/children": json(payloads.metadata(film(1))),
            "/playlists/6/items": json(payloads.metadata(film(2))),
        }
    )
    client = plex.client()
    assert (await client.children(5, "collection")).items[0].rating_key == 1
    assert (await client.children(6, "playlist")).items[0].rating_key == 2


async def test_recently_added_of_all_kinds_come_newest_first() -> None:
    def recent(request: httpx2.Request) -> Reply:
        kind = int(request.url.params["type"])
        return json(payloads.metadata(film(kind) | {"addedAt": kind}))

    plex = PreparedPlex({"/hubs/home/recentlyAdded": recent})
    found = await plex.client().recently_added(3)
    assert [item.rating_key for item in found] == [8, 2, 1]


async def test_recently_added_of_a_library() -> None:
    plex = PreparedPlex({"/library/sections/1/recentlyAdded": paged([film(1), film(2)])})
    found = await plex.client().recently_added(1, section_id=FILMS)
    assert [item.rating_key for item in found] == [1]


async def test_search_reads_the_items_of_every_hub() -> None:
    hubs = payloads.container(
        Hub=[
            {"type": "movie", "Metadata": [film(1)]},
            {"type": "actor", "Directory": [{"tag": "A"}]},
        ]
    )
    plex = PreparedPlex({"/hubs/search": json(hubs)})
    found = await plex.client().search("film & co", limit=5)
    assert [item.rating_key for item in found] == [1]
    assert plex.requests[0].url.params["query"] == "film & co"


async def test_the_history_of_the_server_is_paged_and_each_view_comes_once() -> None:
    row = {
        "historyKey": "/status/sessions/history/812",
        "ratingKey": "4021",
        "librarySectionID": "2",
        "title": "Harbour",
        "grandparentTitle": "North Coast",
        "type": "episode",
        "viewedAt": 1763703000,
        "accountID": 7001,
    }
    gone = {"historyKey": "/status/sessions/history/9", "viewedAt": "17", "accountID": 1}
    plex = PreparedPlex({"/status/sessions/history/all": paged([row, row, gone, {"title": "?"}])})
    views = await plex.client().history(1763000000)
    assert [(view.rating_key, view.viewed_at) for view in views] == [(4021, 1763703000), (None, 17)]
    assert "viewedAt%3E=1763000000" in str(plex.requests[0].url)


async def test_the_identity_proves_address_and_token() -> None:
    plex = PreparedPlex(
        {
            "/identity": json(payloads.container(machineIdentifier="m1", version="1.43")),
            "/": json(
                payloads.container(
                    friendlyName="Den", myPlexSubscription=True, ownerFeatures="pass,session_kick"
                )
            ),
        }
    )
    identity = await plex.client().identity()
    assert (identity.identifier, identity.name, identity.has_plex_pass) == ("m1", "Den", True)
    assert "session_kick" in identity.owner_features


async def test_something_else_at_the_address_is_no_plex_server() -> None:
    plex = PreparedPlex({"/identity": json(payloads.container()), "/": json(payloads.container())})
    with pytest.raises(MalformedError):
        await plex.client().identity()


@pytest.mark.parametrize(
    ("post", "get", "outcome", "requests"),
    [
        (200, 500, Termination.DONE, 1),
        (404, 200, Termination.DONE, 2),
        (405, 200, Termination.DONE, 2),
        (404, 404, Termination.GONE, 2),
        (401, 500, Termination.NOT_ALLOWED, 1),
        (403, 500, Termination.NOT_ALLOWED, 1),
    ],
)
async def test_ending_a_stream(post: int, get: int, outcome: Termination, requests: int) -> None:
    def reply(request: httpx2.Request) -> Reply:
        assert request.url.params["sessionId"] == "q8"
        return empty(post if request.method == "POST" else get)

    plex = PreparedPlex({"/status/sessions/terminate": reply})
    assert await plex.client().terminate("q8", "bye") is outcome
    assert len(plex.requests) == requests


async def test_a_stream_without_session_id_cannot_be_ended() -> None:
    with pytest.raises(InputError):
        await PreparedPlex().client().terminate("", "bye")


async def test_a_preference_has_its_native_value_and_an_unknown_one_none() -> None:
    settings = payloads.container(Setting=[{"id": "LanNetworksBandwidth", "value": 12}])
    plex = PreparedPlex({"/:/prefs/get": json(settings)})
    assert await plex.client().preference("LanNetworksBandwidth") == 12
    assert await plex.client().preference("Other") is None
    assert await PreparedPlex().client().preference("Other") is None


async def test_a_picture_comes_with_its_type() -> None:
    plex = PreparedPlex({"/photo/:/transcode": (200, b"\xff\xd8", {"content-type": "image/jpeg"})})
    image = await plex.client().image(ImageRequest(path="/library/metadata/1/thumb/17"))
    assert (image.content, image.content_type) == (b"\xff\xd8", "image/jpeg")
    assert plex.requests[0].url.params["url"] == "/library/metadata/1/thumb/17"


async def test_a_missing_picture_is_not_found_and_a_page_is_no_picture() -> None:
    request = ImageRequest(path="/library/metadata/1/thumb/17")
    with pytest.raises(NotFoundError):
        await PreparedPlex().client().image(request)
    with pytest.raises(MalformedError):
        await PreparedPlex({"/photo/:/transcode": empty(200)}).client().image(request)


@pytest.mark.parametrize(
    "reply",
    [
        json({"MyPlex": {"mappingState": "mapped", "mappingError": "unreachable"}}),
        xml('<MyPlex mappingState="mapped" mappingError="unreachable"/>'),
    ],
)
async def test_remote_access_is_read_from_either_form(reply: Reply) -> None:
    found = await PreparedPlex({"/myplex/account": reply}).client().remote_access()
    assert (found.mapping_state, found.mapping_error) == ("mapped", "unreachable")
    assert found.reason.endswith("the port is unreachable from Plex.tv")


async def test_a_newer_release_is_looked_for_and_told() -> None:
    release = {"version": "1.44", "downloadURL": "https://x", "added": "A", "fixed": "B"}
    status = json(payloads.container(Release=[release]))
    plex = PreparedPlex({"/updater/check": empty(200), "/updater/status": status})
    assert await plex.client().newer_release() == Release(
        version="1.44", url="https://x", added="A", fixed="B"
    )
    assert plex.requests[0].method == "PUT"
    plex.replies["/updater/status"] = json(payloads.container())
    assert await plex.client().newer_release() is None


async def test_the_known_servers_are_told_in_words_of_the_api() -> None:
    servers = payloads.container(Server=[{"name": "Den", "port": "32400", "host": "10.0.0.2"}])
    plex = PreparedPlex({"/servers": json(servers)})
    assert (await plex.client().known_servers())[0]["port"] == 32400


@pytest.mark.parametrize(("status", "valid"), [(200, True), (401, False), (500, None)])
async def test_f15_a_token_is_valid_invalid_or_nobody_knows(
    status: int, valid: bool | None
) -> None:
    reply = json(payloads.container()) if status == 200 else empty(status)
    assert await PreparedPlex({"/": reply}).client().account_token_valid() is valid


async def test_without_plex_tv_the_people_are_those_of_the_server() -> None:
    accounts = payloads.container(
        Account=[{"id": 0, "name": ""}, {"id": 1, "name": "owner"}, {"id": 7001, "name": "maria"}]
    )
    plex = PreparedPlex({"/accounts": json(accounts)})
    owner, maria = await plex.client().accounts()
    assert (owner.is_admin, maria.is_admin) == (True, False)
    assert (maria.user_id, maria.shared_sections) == (7001, None)


async def test_a_secret_is_in_no_representation() -> None:
    client = PreparedPlex().client()
    assert TOKEN not in repr(client)
    assert TOKEN not in repr(vars(client))


async def test_s7_an_address_under_test_may_not_be_a_metadata_service() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return ("169.254.169.254",)

    plex = PreparedPlex()
    with pytest.raises(InputError):
        await plex.client(guard=AddressGuard(is_owners=True, resolve=resolve)).identity()
    assert plex.requests == []
