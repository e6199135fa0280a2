"""Answers of a Plex server, by hand: every factory takes overrides in Plex's own words."""

from __future__ import annotations

from typing import Any

Payload = dict[str, Any]


def container(**fields: Any) -> Payload:
    return {"MediaContainer": {"size": 0, **fields}}


def sessions(*elements: Payload) -> Payload:
    if not elements:
        return {"MediaContainer": {"size": 0}}
    return {"MediaContainer": {"size": len(elements), "Metadata": list(elements)}}


def player(**fields: Any) -> Payload:
    return {
        "address": "198.51.100.7",
        "remotePublicAddress": "198.51.100.7",
        "machineIdentifier": "dev-1",
        "device": "Bravia",
        "platform": "Android",
        "platformVersion": "12",
        "product": "Plex for Android (TV)",
        "version": "10.1",
        "profile": "Android",
        "title": "Living room",
        "state": "playing",
        "local": False,
        "relayed": False,
        "secure": True,
        "userID": 7001,
        **fields,
    }


def stream(kind: int, **fields: Any) -> Payload:
    return {"id": f"91{kind}", "streamType": kind, **fields}


def transcoded_media(**fields: Any) -> Payload:
    return {
        "id": "901",
        "selected": True,
        "bitrate": 3820,
        "container": "mpegts",
        "protocol": "hls",
        "videoCodec": "h264",
        "audioCodec": "aac",
        "audioChannels": 2,
        "videoResolution": "720p",
        "width": 1280,
        "height": 720,
        "videoFrameRate": "24p",
        "Part": [
            {
                "id": "902",
                "selected": True,
                "decision": "transcode",
                "container": "mpegts",
                "protocol": "hls",
                "duration": 3300000,
                "Stream": [
                    stream(
                        1,
                        codec="h264",
                        decision="transcode",
                        location="segments-av",
                        width=1280,
                        height=720,
                        bitrate=3600,
                    ),
                    stream(
                        2,
                        selected=True,
                        codec="aac",
                        channels=2,
                        decision="transcode",
                        location="segments-av",
                        language="English",
                    ),
                    stream(3, selected=True, codec="srt", decision="burn", location="segments-av"),
                ],
            }
        ],
        **fields,
    }


def transcode_session(**fields: Any) -> Payload:
    return {
        "key": "/transcode/sessions/t5r4",
        "throttled": False,
        "complete": False,
        "progress": 24.5,
        "size": -22,
        "speed": 3.1,
        "error": False,
        "duration": 3300000,
        "remaining": 800,
        "context": "streaming",
        "sourceVideoCodec": "hevc",
        "sourceAudioCodec": "eac3",
        "videoDecision": "transcode",
        "audioDecision": "transcode",
        "subtitleDecision": "burn",
        "protocol": "hls",
        "container": "mpegts",
        "videoCodec": "h264",
        "audioCodec": "aac",
        "audioChannels": 2,
        "transcodeHwRequested": True,
        "transcodeHwDecoding": "vaapi",
        "transcodeHwDecodingTitle": "Intel (VA API)",
        "transcodeHwEncoding": "vaapi",
        "transcodeHwEncodingTitle": "Intel (VA API)",
        "transcodeHwFullPipeline": True,
        "timeStamp": 1763700000.5,
        "minOffsetAvailable": 590.0,
        "maxOffsetAvailable": 1400.0,
        **fields,
    }


def episode(**fields: Any) -> Payload:
    """The item part of an episode, as sessions and metadata share it."""
    return {
        "ratingKey": "4021",
        "key": "/library/metadata/4021",
        "guid": "plex://episode/0a1b",
        "type": "episode",
        "title": "Harbour",
        "parentTitle": "Season 2",
        "grandparentTitle": "North Coast",
        "parentIndex": 2,
        "index": 3,
        "grandparentRatingKey": "4000",
        "parentRatingKey": "4010",
        "librarySectionID": "2",
        "librarySectionTitle": "TV",
        "duration": 3300000,
        "addedAt": 1760000000,
        **fields,
    }


def transcoding(**fields: Any) -> Payload:
    """A session whose video and audio are transcoded, of a remote player."""
    return {
        **episode(),
        "sessionKey": "45",
        "viewOffset": 600000,
        "Media": [transcoded_media()],
        "User": {"id": "7001", "title": "maria", "thumb": "https://plex.tv/users/ab12/avatar"},
        "Player": player(),
        "Session": {"id": "q8w7e6", "bandwidth": 5200, "location": "wan"},
        "TranscodeSession": transcode_session(),
        **fields,
    }


def source_media(**fields: Any) -> Payload:
    """The version in the library that `transcoding` plays."""
    return {
        "id": 901,
        "bitrate": 9640,
        "container": "mkv",
        "videoCodec": "hevc",
        "audioCodec": "eac3",
        "audioChannels": 6,
        "videoResolution": "4k",
        "width": 3840,
        "height": 2160,
        "aspectRatio": 1.78,
        "videoFrameRate": "24p",
        "videoProfile": "main 10",
        "Part": [
            {
                "id": 902,
                "file": "/media/TV/North Coast/S02E03.mkv",
                "size": 4000000000,
                "indexes": "sd",
                "Stream": [
                    stream(
                        1,
                        id=911,
                        codec="hevc",
                        bitDepth=10,
                        colorTrc="smpte2084",
                        bitrate=9000,
                        width=3840,
                        height=2160,
                        frameRate=23.976,
                        scanType="progressive",
                        level=150,
                        DOVIPresent=True,
                        DOVIProfile=8,
                        DOVIVersion="1.0",
                        extendedDisplayTitle="4K DoVi/HDR10 (HEVC Main 10)",
                    ),
                    stream(
                        2,
                        id=912,
                        codec="eac3",
                        channels=6,
                        bitrate=640,
                        selected=True,
                        audioChannelLayout="5.1(side)",
                        language="English",
                        languageCode="eng",
                    ),
                    stream(
                        3,
                        id=913,
                        codec="srt",
                        language="English",
                        languageCode="eng",
                        selected=True,
                        key="/library/streams/913",
                    ),
                ],
            }
        ],
        **fields,
    }


def metadata(*items: Payload, **fields: Any) -> Payload:
    return {"MediaContainer": {"size": len(items), "Metadata": list(items), **fields}}


def library_episode(**fields: Any) -> Payload:
    """The metadata of the episode that `transcoding` plays."""
    return (
        episode(
            summary="Ebb and flood.",
            year=2025,
            updatedAt=1760000100,
            originallyAvailableAt="2025-03-01",
            thumb="/library/metadata/4021/thumb/1",
            art="/library/metadata/4000/art/1",
            Guid=[{"id": "tvdb://123"}],
            Director=[{"tag": "Ada Kern"}],
            Marker=[
                {"id": 1, "type": "intro", "startTimeOffset": 60000, "endTimeOffset": 90000},
                {"id": 2, "type": "credits", "startTimeOffset": 3000000, "endTimeOffset": 3050000},
                {
                    "id": 3,
                    "type": "credits",
                    "startTimeOffset": 3100000,
                    "endTimeOffset": 3300000,
                    "final": True,
                },
            ],
            Media=[source_media()],
        )
        | fields
    )


def show(**fields: Any) -> Payload:
    return {
        "ratingKey": "4000",
        "type": "show",
        "title": "North Coast",
        "guid": "plex://show/1",
        "year": 2023,
        "duration": 55,
        "leafCount": 12,
        "studio": "Skerry",
        "Role": [{"tag": "Bo Lind"}, {"tag": "Cy Moor"}],
        "Genre": [{"tag": "Drama"}],
        "Label": [{"tag": "Kept"}],
        "Guid": [{"id": "tvdb://7"}],
        **fields,
    }


def season(**fields: Any) -> Payload:
    return {
        "ratingKey": "4010",
        "parentRatingKey": "4000",
        "type": "season",
        "title": "Season 2",
        "parentTitle": "North Coast",
        "guid": "plex://season/2",
        "year": 2025,
        "Guid": [{"id": "tvdb://8"}],
        **fields,
    }


def direct_play(**fields: Any) -> Payload:
    """A film played as it lies in its file, in the house; the server tells no Session."""
    return {
        "sessionKey": "7",
        "ratingKey": "12",
        "key": "/library/metadata/12",
        "guid": "plex://movie/12",
        "type": "movie",
        "title": "Low Tide",
        "year": 2019,
        "librarySectionID": 1,
        "librarySectionTitle": "Films",
        "duration": 6000000,
        "viewOffset": 60000,
        "Media": [
            {
                "id": 289,
                "bitrate": 2085,
                "container": "mkv",
                "videoCodec": "h264",
                "audioCodec": "aac",
                "audioChannels": 2,
                "videoResolution": "1080",
                "videoFrameRate": "24p",
                "width": 1920,
                "height": 800,
                "Part": [
                    {
                        "id": 290,
                        "file": "/media/Films/Low Tide.mkv",
                        "indexes": "sd",
                        "Stream": [
                            stream(1, codec="h264", bitDepth=8, width=1920, height=800),
                            stream(2, codec="aac", channels=2, selected=True),
                        ],
                    }
                ],
            }
        ],
        "User": {"id": "1", "title": "owner"},
        "Player": player(address="::ffff:10.0.0.5", local=True, state="paused"),
        **fields,
    }


def live_tv(**fields: Any) -> Payload:
    """A programme on Live TV; the rating key is missing."""
    return {
        "live": "1",
        "sessionKey": "9",
        "key": "/livetv/sessions/9f0e",
        "guid": "plex://episode/55",
        "type": "episode",
        "title": "Evening News",
        "grandparentTitle": "Evening News",
        "viewOffset": 0,
        "Media": [
            {
                "uuid": "9f0e",
                "channelTitle": "Channel 5",
                "channelCallSign": "CH5",
                "videoResolution": "1080",
                "Part": [{"Stream": [stream(1, codec="mpeg2video"), stream(2, codec="ac3")]}],
            }
        ],
        "User": {"id": "1", "title": "owner"},
        "Player": player(),
        "TranscodeSession": transcode_session(),
        **fields,
    }


def track(**fields: Any) -> Payload:
    return {
        "sessionKey": "22",
        "ratingKey": "411",
        "guid": "plex://track/411",
        "type": "track",
        "title": "Tide",
        "parentTitle": "The Quay",
        "grandparentTitle": "Various Artists",
        "originalTitle": "Grey Gull",
        "duration": 200000,
        "viewOffset": 1000,
        "librarySectionID": 3,
        "Media": [
            {
                "id": 30,
                "bitrate": 900,
                "container": "flac",
                "audioCodec": "flac",
                "audioChannels": 2,
                "Part": [
                    {"id": 31, "Stream": [stream(2, codec="flac", channels=2, selected=True)]}
                ],
            }
        ],
        "User": {"id": "7001", "title": "maria"},
        "Player": player(),
        **fields,
    }
