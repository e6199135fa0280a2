"""Running streams as `/status/sessions` describes them.

While the transcoder takes part, Media, Part and Stream describe what is sent; ids are text here,
unlike in library answers.
"""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.delivery import Mode
from watchkeeper.demo.plexserver.metadata import (
    FULL,
    audio_attributes,
    item_attributes,
    media_attributes,
    media_node,
    subtitle_attributes,
    video_attributes,
)
from watchkeeper.demo.plexserver.render import Node, Value
from watchkeeper.demo.plexserver.stream import Stream
from watchkeeper.demo.plexserver.transcoding import transcode_facts

_TAGS = {"track": "Track", "photo": "Photo"}


def session_node(stream: Stream, catalogue: Catalogue, now: float, avatar: str) -> Node:
    """One element of `/status/sessions`; `avatar` is the address of the person's picture."""
    attributes = item_attributes(stream.item, catalogue) | {
        "sessionKey": stream.session_key,
        "viewOffset": stream.offset(now),
    }
    section_id = attributes["librarySectionID"]
    attributes["librarySectionID"] = None if section_id is None else str(section_id)
    if stream.channel is not None:
        attributes |= _live_attributes(stream)
    children = [_media_node(stream), *_tags(stream), *_party(stream, avatar)]
    if stream.delivery.is_transcoder_busy:
        children.append(Node("TranscodeSession", transcode_facts(stream, now)))
    return Node(_TAGS.get(stream.item.type, "Video"), attributes, children, name="Metadata")


def programme_node(stream: Stream, catalogue: Catalogue) -> Node:
    """What the server tells of the programme that a Live TV stream shows, under its own number."""
    attributes = item_attributes(stream.item, catalogue) | _live_attributes(stream)
    broadcast = media_node(stream.delivery.media, FULL)
    broadcast.attributes |= _channel(stream)
    return Node(
        "Video", attributes | {"ratingKey": stream.live_rating_key}, [broadcast], name="Metadata"
    )


def _live_attributes(stream: Stream) -> dict[str, Value]:
    channel = stream.channel
    return {
        "live": "1",
        "key": stream.key,
        "ratingKey": None,
        "grandparentTitle": stream.item.title,
        "sourceTitle": channel.title if channel else None,
        "thumb": None,
        "art": None,
    }


def _tags(stream: Stream) -> Iterator[Node]:
    for tag, names in (
        ("Genre", stream.item.genres),
        ("Director", stream.item.directors),
        ("Writer", stream.item.writers),
        ("Role", stream.item.actors),
    ):
        for name in names:
            yield Node(tag, {"tag": name})


def _party(stream: Stream, avatar: str) -> Iterator[Node]:
    person, device = stream.person, stream.device
    yield Node("User", {"id": str(person.account_id), "title": person.username, "thumb": avatar})
    yield Node(
        "Player",
        {
            "address": device.address,
            "device": device.device,
            "machineIdentifier": device.machine_id,
            "model": device.model,
            "platform": device.platform,
            "platformVersion": device.platform_version,
            "product": device.product,
            "profile": device.profile,
            "remotePublicAddress": device.public_address,
            "state": str(stream.state),
            "title": device.title,
            "vendor": device.vendor,
            "version": device.product_version,
            "local": device.is_local,
            "relayed": device.is_relayed,
            "secure": True,
            "userID": person.account_id,
        },
    )
    if not stream.hides_session:
        yield Node("Session", _session(stream))


def _session(stream: Stream) -> dict[str, Value]:
    return {
        "id": stream.session_id,
        "bandwidth": int(stream.delivery.bitrate * 1.35),
        "location": "lan" if stream.device.is_local else "wan",
    }


def _media_node(stream: Stream) -> Node:
    delivery = stream.delivery
    media = delivery.media
    attributes = media_attributes(media) | {
        "id": str(media.id),
        "selected": True,
        "bitrate": delivery.bitrate,
        "container": delivery.container,
        "audioCodec": delivery.audio_codec,
        "audioChannels": delivery.audio_channels,
        "protocol": delivery.protocol or None,
    }
    if media.video is not None:
        attributes |= _sent_picture(stream)
    if stream.channel is not None:
        attributes |= _channel(stream)
    return Node("Media", attributes, [_part_node(stream)])


def _sent_picture(stream: Stream) -> dict[str, Value]:
    delivery = stream.delivery
    suffix = "p" if delivery.mode is Mode.TRANSCODE and delivery.resolution.isdigit() else ""
    return {
        "videoCodec": delivery.video_codec,
        "videoResolution": f"{delivery.resolution}{suffix}",
        "width": delivery.width,
        "height": delivery.height,
    }


def _channel(stream: Stream) -> dict[str, Value]:
    channel = stream.channel
    if channel is None:
        return {}
    return {
        "uuid": stream.live_uuid,
        "channelCallSign": channel.call_sign,
        "channelID": channel.identifier,
        "channelIdentifier": channel.identifier,
        "channelThumb": f"/livetv/channels/{channel.identifier}/thumb",
        "channelTitle": channel.title,
        "channelVcn": channel.number,
        "origin": "livetv",
    }


def _part_node(stream: Stream) -> Node:
    delivery, media = stream.delivery, stream.delivery.media
    attributes: dict[str, Value] = {
        "id": str(media.part_id),
        "selected": True,
        "container": delivery.container,
        "duration": media.duration or None,
        "indexes": "sd" if media.has_thumbnails else None,
        "protocol": delivery.protocol or None,
    }
    if delivery.mode is Mode.DIRECT_PLAY:
        attributes |= {"file": media.file, "size": media.size, "decision": _plain_decision(stream)}
    else:
        attributes["decision"] = "transcode"
    return Node("Part", attributes, _stream_nodes(stream))


def _plain_decision(stream: Stream) -> str | None:
    """Direct plays say so or say nothing, as on real servers."""
    return None if stream.hides_session else "directplay"


def _stream_nodes(stream: Stream) -> list[Node]:
    delivery = stream.delivery
    nodes: list[Node] = []
    if delivery.media.video is not None:
        nodes.append(Node("Stream", _video(stream)))
    if delivery.audio is not None:
        nodes.append(Node("Stream", _audio(stream)))
    if delivery.subtitle is not None:
        nodes.append(Node("Stream", _subtitle(stream)))
    return nodes


def _video(stream: Stream) -> dict[str, Value]:
    delivery = stream.delivery
    picture = delivery.media.video
    if picture is None:
        return {}
    attributes = video_attributes(picture) | {"id": str(picture.id)}
    if delivery.mode is Mode.TRANSCODE:
        kept = {"id", "streamType", "default", "frameRate", "index"}
        attributes = {key: value for key, value in attributes.items() if key in kept}
        attributes |= {
            "codec": delivery.video_codec,
            "width": delivery.width,
            "height": delivery.height,
            "displayTitle": f"{delivery.height}p ({delivery.video_codec.upper()})",
            "extendedDisplayTitle": f"{delivery.height}p ({delivery.video_codec.upper()})",
        }
    return attributes | {
        "bitrate": delivery.video_bitrate,
        "decision": _decision(delivery.video_decision),
        "location": _location(stream),
    }


def _audio(stream: Stream) -> dict[str, Value]:
    delivery = stream.delivery
    track = delivery.audio
    if track is None:
        return {}
    attributes = audio_attributes(track, index=1, is_selected=True) | {"id": str(track.id)}
    if delivery.audio_decision == "transcode":
        attributes |= {
            "codec": delivery.audio_codec,
            "channels": delivery.audio_channels,
            "audioChannelLayout": "stereo",
            "profile": None,
        }
    return attributes | {
        "bitrate": delivery.audio_bitrate,
        "decision": _decision(delivery.audio_decision),
        "location": _location(stream),
    }


def _subtitle(stream: Stream) -> dict[str, Value]:
    delivery = stream.delivery
    track = delivery.subtitle
    if track is None:
        return {}
    location = "embedded" if not track.external else "external"
    if delivery.subtitle_decision == "transcode":
        location = "sidecar-subs"
    return subtitle_attributes(track, index=2) | {
        "id": str(track.id),
        "selected": True,
        "decision": delivery.subtitle_decision or None,
        "location": "segments-av" if delivery.burns_subtitle else location,
    }


def _decision(decision: str) -> str | None:
    return None if decision in {"", "direct play"} else decision


def _location(stream: Stream) -> str:
    if stream.delivery.mode is Mode.DIRECT_PLAY:
        return "direct"
    return "segments-av" if stream.delivery.container == "mpegts" else "segments-video"
