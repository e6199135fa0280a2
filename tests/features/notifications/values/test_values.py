"""The value of every parameter, for the kinds of events that it belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.notifications.values.expected import GLOBAL, SOURCE, STREAM
from tests.features.notifications.values.making import (
    AT,
    created,
    item,
    live_session,
    of_server,
    playback,
    stopped,
    watched_episode,
)
from tests.integrations.plex import payloads
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.domain.notices.parameters import FURTHER, parameters, parameters_by_name
from watchkeeper.domain.notices.texts import Text
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.values import media_type_of, values_named, values_of
from watchkeeper.features.notifications.values.naming import grouped

Payload = payloads.Payload

REMOTE_ACCESS: dict[str, object] = {
    "remote_access_mapping_state": "mapped",
    "remote_access_mapping_error": "unreachable",
    "remote_access_public_address": "198.51.100.1",
    "remote_access_public_port": "32400",
    "remote_access_private_address": "192.0.2.10",
    "remote_access_private_port": "32400",
    "remote_access_reason": "Plex remote access port not mapped",
}
SERVER_UPDATE: dict[str, object] = {
    "update_version": "1.42.0",
    "update_url": "https://plex.example/pms.deb",
    "update_release_date": "2026-03-01",
    "update_channel": "Public",
    "update_platform": "Linux",
    "update_distro": "debian",
    "update_distro_build": "linux-x86_64",
    "update_requirements": "Debian 10",
    "update_extra_info": "Note.",
    "update_changelog_added": "New.",
    "update_changelog_fixed": "Old.",
}
PROGRAM_UPDATE: dict[str, object] = {
    "tautulli_update_version": "v2.18.0",
    "tautulli_update_release_url": "https://example.org/release",
    "tautulli_update_exe": "https://example.org/a.exe",
    "tautulli_update_pkg": "https://example.org/a.pkg",
    "tautulli_update_tar": "https://example.org/a.tar.gz",
    "tautulli_update_zip": "https://example.org/a.zip",
    "tautulli_update_commit": "def456",
    "tautulli_update_behind": 3,
    "tautulli_update_changelog": "Better.",
}
CHANNEL: dict[str, object] = {
    "channelCallSign": "CH5",
    "channelID": "c5",
    "channelIdentifier": "005",
    "channelTitle": "Channel 5",
    "channelThumb": "/ch5.png",
    "channelVcn": "5.1",
}


def shown(value: object) -> object:
    return str(value) if isinstance(value, Moment) else value


def shown_values(facts: NoticeFacts) -> dict[str, object]:
    return {name: shown(value) for name, value in values_of(facts).items()}


def film_element(**fields: Any) -> Payload:
    return payloads.direct_play() | {
        "slug": "low-tide",
        "editionTitle": "Uncut",
        "Guid": [{"id": "imdb://tt1"}, {"id": "tmdb://5"}, {"id": "tvdb://6"}],
        "thumb": "/thumb/12",
        "rating": "7.1",
        "originallyAvailableAt": "2019-05-04",
        **fields,
    }


def film(**fields: Any) -> NoticeFacts:
    element = film_element(**fields)
    return playback(live_session(element, item(element)), "on_play")


def live_tv() -> NoticeFacts:
    element = payloads.live_tv()
    element["Media"][0] |= CHANNEL
    return playback(live_session(element), "on_play")


def song(**fields: Any) -> NoticeFacts:
    element = payloads.track(
        parentRatingKey="410",
        grandparentRatingKey="400",
        parentIndex=1,
        index=7,
        parentThumb="/thumb/410",
        Guid=[{"id": "mbid://9f-1"}],
        **fields,
    )
    return playback(live_session(element, item(element)), "on_stop", stopped_at=AT)


def optimized() -> NoticeFacts:
    media = payloads.source_media(proxyType=42, title="Optimized for TV")
    element = payloads.direct_play(Media=[media])
    return playback(live_session(element, item(element)))


def trailer() -> NoticeFacts:
    element = payloads.direct_play(
        type="clip", extraType="1", guid="prerolls://5", art="/library/12/art", ratingKey=""
    )
    return playback(live_session(element))


def old_guid(guid: str, kind: str) -> NoticeFacts:
    return created(item({"type": kind, "ratingKey": "5", "title": "X", "guid": guid}))


def album(*tracks: int) -> NoticeFacts:
    element = {
        "type": "album", "ratingKey": "410", "title": "The Quay", "parentTitle": "Gull",
        "guid": "plex://album/1", "leafCount": 9, "Guid": [{"id": "mbid://a1"}],
    }  # fmt: skip
    children = [item(payloads.track(ratingKey=str(500 + each), index=each)) for each in tracks]
    return created(item(element), children=tuple(children) or None)


def artist(albums: int = 0) -> NoticeFacts:
    element = {"type": "artist", "ratingKey": "400", "title": "Gull", "childCount": 4}
    children = [item({"type": "album", "ratingKey": str(n), "title": "A"}) for n in range(albums)]
    return created(item(element), children=tuple(children) or None)


def show(*seasons: int) -> NoticeFacts:
    children = [item(payloads.season(ratingKey=str(50 + each), index=each)) for each in seasons]
    element = payloads.show(childCount=4, slug="north-coast")
    return created(item(element), children=tuple(children) or None)


def season(*episodes: int) -> NoticeFacts:
    children = [item(payloads.episode(ratingKey=str(80 + each), index=each)) for each in episodes]
    element = payloads.season(index=2, leafCount=8, parentThumb="/thumb/4000", parentYear=2023)
    return created(item(element, payloads.show()), children=tuple(children) or None)


@pytest.mark.parametrize(("name", "value"), [*GLOBAL.items(), *STREAM.items(), *SOURCE.items()])
def test_a_stream_has_the_value(name: str, value: object) -> None:
    assert shown_values(stopped(watched_episode(), AT))[name] == value


ELSEWHERE: list[tuple[NoticeFacts, dict[str, object]]] = [
    (
        film(),
        {
            "title": "Low Tide", "edition_title": "Uncut", "media_type": "movie", "year": 2019,
            "imdb_url": "https://www.imdb.com/title/tt1", "themoviedb_id": 5,
            "themoviedb_url": "https://www.themoviedb.org/movie/5",
            "thetvdb_url": "https://thetvdb.com/dereferrer/movie/6",
            "plex_watch_url": "https://watch.plex.tv/movie/low-tide", "plex_slug": "low-tide",
            "rating": 7.1, "critic_rating": "", "release_date": "2019-05-04",
            "poster_thumb": "/thumb/12", "poster_title": "Low Tide",
            "stream_duration": 0, "stream_duration_sec": 0, "stream_time": "00:00",
            "transcode_decision": "Direct Play", "video_decision": "direct play",
            "stopped_datestamp": "", "stopped_timestamp": "", "stopped_unixtime": "",
            "marker_start": 0, "credits_marker_first": 0, "show_name": "", "season_num": 0,
            "season_num00": "00", "episode_name": "Low Tide", "track_count": 1,
            "quality_profile": "Original", "transcode_key": "", "transcode_container": "",
        },
    ),
    (
        live_tv(),
        {
            "live": 1, "channel_call_sign": "CH5", "channel_id": "c5", "channel_identifier": "005",
            "channel_title": "Channel 5", "channel_thumb": "/ch5.png", "channel_vcn": "5.1",
            "library_name": "Live TV", "rating_key": "", "remaining_duration": "",
            "progress_percent": 0, "session_id": "",
        },
    ),
    (
        song(),
        {
            "media_type": "track", "title": "Tide - Grey Gull", "artist_name": "Various Artists",
            "album_name": "The Quay", "track_name": "Tide", "track_artist": "Grey Gull",
            "disc_num": 1, "disc_num00": "01", "track_num": 7, "track_num00": "07",
            "album_count": 1, "track_count": 1, "musicbrainz_id": "9f-1",
            "musicbrainz_url": "https://musicbrainz.org/track/9f-1", "poster_thumb": "/thumb/410",
            "poster_title": "Various Artists - The Quay",
            "plex_url": "https://app.plex.tv/desktop#!/server/m4ch1ne/details"
            "?key=%2Flibrary%2Fmetadata%2F410",
            "video_codec": "", "audio_codec": "flac", "video_dovi_present": "",
        },
    ),
    (optimized(), {"optimized_version": 1, "optimized_version_profile": "9.6 Mbps 4k"}),
    (trailer(), {"media_type": "clip", "extra_type": "trailer", "preroll": 1, "rating_key": ""}),
    (album(), {"album_name": "The Quay", "artist_name": "Gull", "track_count": 9,
               "album_count": 1, "title": "Gull - The Quay", "track_num": "",
               "musicbrainz_url": "https://musicbrainz.org/release/a1"}),
    (album(1, 2, 3, 7), {"track_num": "1-3,7", "track_num00": "01-03,07", "track_count": 4}),
    (artist(), {"artist_name": "Gull", "album_count": 4, "user": "", "streams": 0}),
    (artist(2), {"album_count": 2, "season_count": 2, "show_name": "Gull"}),
    (show(), {"show_name": "North Coast", "season_count": 4, "season_num": "", "show_year": 2023,
              "thetvdb_id": 7, "duration": 55}),
    (show(1, 3, 4, 5), {"season_num": "1,3-5", "season_num00": "01,03-05", "season_count": 4}),
    (season(), {"show_name": "North Coast", "season_name": "Season 2", "season_num": 2,
                "season_num00": "02", "episode_count": 8, "season_count": 1, "show_year": 2023,
                "title": "North Coast - Season 2", "poster_thumb": "/thumb/4000"}),
    (season(3, 4), {"season_num": 2, "episode_num": "3-4", "episode_num00": "03-04",
                    "episode_count": 2}),
    (old_guid("com.plexapp.agents.imdb://tt9?lang=en", "movie"), {"imdb_id": "tt9"}),
    (old_guid("com.plexapp.agents.themoviedb://9?lang=en", "movie"), {"themoviedb_id": 9}),
    (old_guid("com.plexapp.agents.thetvdb://9?lang=en", "show"), {"thetvdb_id": 9}),
    (old_guid("com.plexapp.agents.thetvdbdvdorder://9?lang=en", "show"), {"thetvdb_id": 9}),
    (old_guid("com.plexapp.agents.hama://anidb-9?lang=en", "show"),
     {"anidb_id": "9", "anidb_url": "https://anidb.net/anime/9"}),
    (old_guid("com.plexapp.agents.hama://tvdb4-9?lang=en", "show"), {"thetvdb_id": 9}),
    (old_guid("com.plexapp.agents.lastfm://Gull/The%20Quay?lang=en", "album"),
     {"lastfm_url": "https://www.last.fm/music/Gull/The%20Quay"}),
    (of_server("on_extdown", **REMOTE_ACCESS), REMOTE_ACCESS),
    (of_server("on_pmsupdate", **SERVER_UPDATE), SERVER_UPDATE),
    (of_server("on_plexpyupdate", **PROGRAM_UPDATE), PROGRAM_UPDATE),
    (of_server("on_intdown"), {"action": "intdown", "server_name": "Harbour House", "title": "",
                               "streams": "", "current_year": 2026, "current_hour": 14}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "name", "value"),
    [(facts, name, value) for facts, values in ELSEWHERE for name, value in values.items()],
)
def test_other_events_have_the_value(facts: NoticeFacts, name: str, value: object) -> None:
    assert shown_values(facts)[name] == value


def test_every_parameter_of_the_catalogue_is_made_for_some_event() -> None:
    tabled = {name for name, value in (*GLOBAL.items(), *STREAM.items(), *SOURCE.items())}
    tabled |= {name for _, values in ELSEWHERE for name, value in values.items() if value != ""}
    blank = {"transcode_video_width", "transcode_video_height"}  # told of video transcodes alone
    assert {parameter.name for parameter in parameters()} - tabled == blank


@pytest.mark.parametrize("trigger", ["on_pause", "on_watched"])
def test_while_it_runs_the_moment_stands_for_the_stop(trigger: str) -> None:
    values = values_of(replace(film(), trigger=trigger))
    assert values["stopped_unixtime"] == values["unixtime"]


def test_what_the_session_plays_of_a_file_is_not_filled_up_from_the_file() -> None:
    facts = watched_episode()
    assert facts.session is not None
    live = facts.session.session
    silent = {**live.observed.facts, "subtitle_codec": "", "subtitle_language": ""}
    observed = replace(live.observed, facts=silent)
    session = replace(facts.session, session=replace(live, observed=observed))
    values = values_of(replace(facts, session=session))
    assert (values["subtitle_codec"], values["subtitle_language"]) == ("", "")


def test_a_programme_that_nothing_is_known_of_has_the_number_of_its_session() -> None:
    facts = live_tv()
    assert facts.session is not None
    live = facts.session.session
    session = replace(live, item=None, observed=replace(live.observed, rating_key=9_079))
    told = replace(facts, item=None, session=replace(facts.session, session=session))
    assert values_of(told)["rating_key"] == 9_079


def test_films_are_looked_for_by_the_best_known_number() -> None:
    values = values_of(film())
    assert values["trakt_url"] == "https://trakt.tv/search/tmdb/5?id_type=movie"
    assert values["simkl_url"] == "https://api.simkl.com/redirect?to=Simkl&tmdb=5"


def test_the_minutes_left_are_those_of_the_whole_without_those_that_passed() -> None:
    values = values_of(watched_episode())
    whole, passed = values["duration"], values["progress_duration"]
    assert isinstance(whole, int)
    assert isinstance(passed, int)
    assert values["remaining_duration"] == whole - passed


def test_the_size_of_a_transcode_is_told_where_the_server_states_it() -> None:
    transcode = payloads.transcode_session(width=1280, height=720)
    values = values_of(playback(live_session(payloads.transcoding(TranscodeSession=transcode))))
    assert (values["transcode_video_width"], values["transcode_video_height"]) == (1280, 720)


ALL_EVENTS = [stopped(watched_episode(), AT), *(facts for facts, _ in ELSEWHERE)]
GROUPED = {"season_num", "season_num00", "episode_num", "episode_num00", "track_num"}
PADDED = {f"{kind}_num00" for kind in ("season", "episode", "disc", "track")}


@pytest.mark.parametrize("facts", ALL_EVENTS)
def test_every_parameter_has_a_value_of_its_type(facts: NoticeFacts) -> None:
    values = values_of(facts)
    types = {"str": str, "int": int, "float": int | float}
    for parameter in parameters():
        value = values[parameter.name]
        is_text = parameter.name in GROUPED | PADDED | {"utctime"}
        if value == "" or isinstance(value, Moment) or (is_text and isinstance(value, str)):
            continue
        assert isinstance(value, types[parameter.type]), (parameter.name, value)
        assert not isinstance(value, bool), parameter.name


@pytest.mark.parametrize(
    "name", [parameter.name for parameter in parameters() if parameter.is_date]
)
def test_every_date_takes_a_format_of_its_own(name: str) -> None:
    if name == "update_release_date":
        return
    values = values_of(stopped(watched_episode(), AT))
    text = Text.read("{" + name + ":YYYY [x]}", "discord").fill(values, "episode")
    assert text.endswith(" x")
    assert text[:4].isdigit()


def test_facts_of_session_and_item_stand_beside_the_catalogue() -> None:
    found = {
        name for facts in (watched_episode(), live_tv(), trailer()) for name in values_of(facts)
    }
    assert found >= FURTHER
    values = values_of(watched_episode())
    assert values["guids"] == "tvdb://123"
    assert values["friendly_name"] == "Maria"
    assert "media_info" not in values
    assert "markers" not in values


@pytest.mark.parametrize(
    ("player", "expected"),
    [
        ({"secure": None}, {"secure": "unknown"}),
        ({"secure": False}, {"secure": 0}),
        ({"address": ""}, {"ip_address": "N/A"}),
        ({"local": True}, {"stream_local": 1}),
        ({"relayed": True}, {"relayed": 1}),
    ],
)
def test_what_is_not_known_of_a_player_is_said_so(
    player: Payload, expected: dict[str, object]
) -> None:
    told = payloads.player(**player)
    if told["secure"] is None:
        del told["secure"]
    values = values_of(playback(live_session(payloads.transcoding(Player=told))))
    assert {name: values[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("image", "rating", "percent"),
    [
        ("rottentomatoes://image.rating.ripe", "8.2", 82),
        ("imdb://image.rating", "8.2", ""),
        ("", "8.2", ""),
        ("rottentomatoes://image.rating.rotten", "", ""),
    ],
)
def test_critics_count_in_percent_where_they_are_rotten_tomatoes(
    image: str, rating: str, percent: object
) -> None:
    assert values_of(film(ratingImage=image, rating=rating))["critic_rating"] == percent


@pytest.mark.parametrize(
    ("image", "value"),
    [("rottentomatoes://x", 71), ("themoviedb://x", 71), ("imdb://x", 7.1), ("", 7.1)],
)
def test_the_audience_counts_in_percent_at_two_services(image: str, value: object) -> None:
    facts = film(audienceRating="7.1", audienceRatingImage=image, rating="")
    assert values_of(facts)["audience_rating"] == value
    assert values_of(facts)["rating"] == 7.1


def test_a_number_that_is_none_is_not_known() -> None:
    values = values_of(film(rating="good", year="soon"))
    assert (values["rating"], values["year"]) == ("", "")


def test_time_watched_goes_to_the_stop_without_pauses() -> None:
    values = values_of(stopped(watched_episode(), AT - 120))
    assert values["stream_duration_sec"] == 5900 - 200 - 120
    assert values["stopped_unixtime"] == int(AT - 120)


def test_the_offset_of_the_event_stands_above_that_of_the_session() -> None:
    values = values_of(watched_episode(view_offset=3_300_000))
    assert (values["view_offset"], values["progress_percent"]) == (3_300_000, 100)
    assert (values["remaining_duration_sec"], values["progress_duration"]) == (0, 55)


def test_a_season_or_episode_whose_show_is_known_apart_takes_its_numbers() -> None:
    above = item(payloads.show(Guid=[{"id": "imdb://tt777"}]))
    below = created(item(payloads.library_episode()), grandparent=above)
    assert values_of(below)["imdb_id"] == "tt777"
    assert values_of(below)["thetvdb_id"] == ""
    assert values_of(created(item(payloads.season()), parent=above))["imdb_id"] == "tt777"


def test_a_session_without_an_item_still_tells_what_it_shows() -> None:
    values = values_of(playback(live_session(payloads.transcoding())))
    assert values["title"] == "North Coast - Harbour"
    assert values["video_codec"] == "hevc"
    assert values["file"] == ""


def test_further_values_of_an_event_stand_above_all_others() -> None:
    facts = replace(film(), extra={"title": "Other", "mine": 5})
    assert values_of(facts)["title"] == "Other"
    assert values_of(facts)["mine"] == 5


def test_the_media_type_is_that_of_session_or_item() -> None:
    assert media_type_of(film()) == "movie"
    assert media_type_of(season()) == "season"
    assert media_type_of(trailer()) == "clip"
    assert media_type_of(of_server("on_intup")) is None


@given(st.sets(st.integers(min_value=0, max_value=200)))
def test_numbers_drawn_together_can_be_read_apart_again(numbers: set[int]) -> None:
    found: set[int] = set()
    for run in filter(None, grouped(numbers).split(",")):
        first, _, last = run.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == numbers


@pytest.mark.parametrize("facts", [watched_episode(), of_server("on_intdown", reason="x")])
def test_some_values_are_the_same_as_among_all(facts: NoticeFacts) -> None:
    every = values_of(facts)
    names = frozenset(parameters_by_name())
    assert values_named(facts, names) == {name: every[name] for name in names}
    assert values_named(facts, {"title"}) == {"title": every["title"]}
