"""One element of /status/sessions, from Plex's words to ours (those of `get_activity`).

What belongs to the person in our own record (row_id, user_id, username, friendly_name, email,
is_active, keep_history, shared_libraries ...) is not told by the server and not given here.
"""

from __future__ import annotations

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.platforms import platform_name, platform_title
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.domain.session import ObservedSession, SessionState
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.describe import (
    OF_ITEM_ONLY,
    settled_facts,
    source_facts,
    transcoded_source,
)
from watchkeeper.integrations.plex.mapping_item import TAGS, item_facts
from watchkeeper.integrations.plex.mapping_media import Named
from watchkeeper.integrations.plex.mapping_stream import (
    Delivery,
    delivery,
    stream_facts,
    transcode_facts,
)
from watchkeeper.integrations.plex.wire import Element

THEME_MUSIC = "library://"
STATES = {state.value: state for state in SessionState}


def is_theme_music(element: Element) -> bool:
    """Whether an element is music that a client plays behind its menus: no session of anybody."""
    is_track = wire.text(element, "type") == "track"
    return is_track and wire.text(element, "guid").startswith(THEME_MUSIC)


def observed_session(server_id: ServerId, element: Element, container: Element) -> ObservedSession:
    """One live session as the server states it.

    Raises:
        MalformedError: It has no session key or no type.
    """
    session_key, media_type = wire.text(element, "sessionKey"), wire.text(element, "type")
    if not session_key or not media_type:
        raise MalformedError("A session without key or type.")
    delivered = delivery(element)
    facts = session_facts(element, container, delivered)
    rating_key = facts["rating_key"]
    return ObservedSession(
        server_id=server_id,
        session_key=session_key,
        session_id=facts["session_id"],
        rating_key=rating_key if isinstance(rating_key, int) else None,
        media_type=media_type,
        guid=facts["guid"],
        account_id=wire.count(wire.child(element, "User"), "id"),
        account_title=facts["user"],
        state=STATES[facts["state"]],
        view_offset=facts["view_offset"],
        duration=facts["duration"],
        section_id=facts["section_id"],
        machine_id=facts["machine_id"],
        is_live=bool(facts["live"]),
        live_uuid=facts["live_uuid"],
        transcode_key=wire.last_part(facts["transcode_key"]),
        player=_player(facts),
        ip_address=facts["ip_address"],
        played=delivered.played,
        facts=facts,
    )


def session_facts(element: Element, container: Element, delivered: Delivery) -> Named:
    """All facts of a session under the names of `get_activity`.

    The source media are those of the element itself as long as it is played as it lies in the
    file; while it is transcoded only their codecs are known here (see `describe_session`).
    """
    item = item_facts(element, container)
    is_library_item = isinstance(item["rating_key"], int)
    return settled_facts(
        {
            "session_key": wire.text(element, "sessionKey"),
            "view_offset": wire.count(element, "viewOffset"),
            "channel_stream": int(not is_library_item),
            **{name: value for name, value in item.items() if name not in OF_ITEM_ONLY},
            **({} if is_library_item else _foreign_facts(element)),
            **_source(item, delivered, is_library_item=is_library_item),
            **_user_facts(element),
            **_player_facts(element),
            **transcode_facts(delivered.transcode),
            **stream_facts(element, delivered),
        }
    )


def _source(item: Named, delivered: Delivery, *, is_library_item: bool) -> Named:
    transcode = delivered.transcode
    if transcode and is_library_item:
        return transcoded_source(
            wire.text(transcode, "sourceVideoCodec"), wire.text(transcode, "sourceAudioCodec")
        )
    return source_facts(item["media_info"], delivered.played)


def _foreign_facts(element: Element) -> Named:
    """What is different for items outside the library."""
    return {
        **{name: [] for name in TAGS},
        "channel_icon": wire.link(element, "sourceIcon"),
        "extra_type": wire.text(element, "extraType"),
        "sub_type": wire.text(element, "subtype"),
    }


def _user_facts(element: Element) -> Named:
    user = wire.child(element, "User")
    return {"user": wire.text(user, "title"), "user_thumb": wire.link(user, "thumb")}


def _player_facts(element: Element) -> Named:
    player = wire.child(element, "Player")
    platform = wire.text(player, "platform")
    product = wire.text(player, "product")
    if not platform and product == "DLNA":
        platform = product
    state = wire.text(player, "state")
    return {
        "ip_address": wire.address(player, "address"),
        "ip_address_public": wire.address(player, "remotePublicAddress"),
        "device": wire.text(player, "device"),
        "platform": platform_title(platform),
        "platform_name": platform_name(platform_title(platform)),
        "platform_version": wire.text(player, "platformVersion"),
        "product": product,
        "product_version": wire.text(player, "version"),
        "profile": wire.text(player, "profile"),
        "player": wire.text(player, "title") or product,
        "machine_id": wire.text(player, "machineIdentifier"),
        # What stands in the list is on somebody's screen, whatever new word is used for it.
        "state": state if state in STATES else SessionState.PLAYING.value,
        **_connection_facts(player, wire.child(element, "Session")),
    }


def _connection_facts(player: Element, session: Element) -> Named:
    local, secure = wire.count(player, "local"), wire.flag(player, "secure")
    location = wire.text(session, "location") or ("lan" if local else "wan")
    relayed = wire.flag(player, "relayed")
    if relayed is None:
        relayed = location != "lan" and wire.address(player, "remotePublicAddress") == "127.0.0.1"
    return {
        "local": local,
        "relayed": int(relayed),
        "secure": None if secure is None else int(secure),
        "session_id": wire.text(session, "id"),
        "bandwidth": wire.number(session, "bandwidth"),
        "location": location,
    }


def _player(facts: Named) -> PlayerFacts:
    return PlayerFacts(
        player=facts["player"],
        product=facts["product"],
        product_version=facts["product_version"],
        platform=facts["platform"],
        platform_version=facts["platform_version"],
        profile=facts["profile"],
        machine_id=facts["machine_id"],
    )
