from tests.integrations.plex import payloads
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import ObservedSession
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_play import session_item_facts, session_stream_facts
from watchkeeper.integrations.plex.mapping_session import observed_session

ITEM = media_item(payloads.library_episode(Role=[{"tag": "A"}, {"tag": "B"}]), {})


def described() -> ObservedSession:
    observed = observed_session(ServerId(1), payloads.transcoding(), {})
    return describe_session(observed, ITEM)


def test_lists_are_joined_and_absent_facts_are_empty_text() -> None:
    facts = session_item_facts(ITEM, described())
    assert facts["actors"] == "A;B"
    assert facts["writers"] == ""
    assert facts["last_viewed_at"] == ""
    assert (facts["media_index"], facts["rating_key"]) == (3, 4021)
    assert (facts["marker_credits_first"], facts["marker_credits_final"]) == (3000000, 3100000)


def test_without_credits_the_markers_are_none() -> None:
    facts = session_item_facts(media_item(payloads.episode(), {}), described())
    assert facts["marker_credits_first"] is None


def test_a_deleted_title_is_written_from_the_session() -> None:
    facts = session_item_facts(None, described())
    assert facts["summary"] == "Ebb and flood."
    assert facts["marker_credits_final"] == 3100000


def test_a_channel_is_written_from_the_session_where_the_metadata_has_none() -> None:
    observed = observed_session(ServerId(1), payloads.live_tv(), {})
    facts = session_item_facts(None, observed)
    assert (facts["channel_call_sign"], facts["live"]) == ("CH5", 1)


def test_the_stream_is_written_with_source_and_output() -> None:
    facts = session_stream_facts(described())
    assert (facts["video_codec"], facts["stream_video_codec"]) == ("hevc", "h264")
    assert (facts["bitrate"], facts["stream_bitrate"]) == (9640, 3820)
    assert facts["stream_audio_bitrate"] == ""
    assert facts["transcode_width"] == ""
    assert facts["duration"] == 3300000
    assert "id" not in facts


def test_no_written_fact_is_a_list_or_none_but_the_markers() -> None:
    written = {**session_item_facts(ITEM, described()), **session_stream_facts(described())}
    strange = {name for name, value in written.items() if not isinstance(value, str | int | float)}
    assert strange == set()
