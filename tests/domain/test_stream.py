import pytest

from watchkeeper.domain import stream
from watchkeeper.domain.platforms import platform_name, platform_title
from watchkeeper.domain.titles import full_title


@pytest.mark.parametrize(
    ("video", "audio", "decision"),
    [
        ("transcode", "transcode", "transcode"),
        ("transcode", "copy", "transcode"),
        ("copy", "transcode", "transcode"),
        ("copy", "copy", "copy"),
        ("copy", "direct play", "copy"),
        ("direct play", "direct play", "direct play"),
        ("", "", "direct play"),
    ],
)
def test_overall_decision(video: str, audio: str, decision: str) -> None:
    assert stream.overall_decision(video, audio) == decision


@pytest.mark.parametrize(
    ("stated", "width", "resolution"),
    [
        ("1080", None, "1080"),
        ("1080p", 1920, "1080"),
        ("576i", 720, "576"),
        ("SD", 640, "sd"),
        ("4k", 3840, "4k"),
        ("1080", 3840, "4k"),
        ("1080", 3839, "1080"),
        ("", None, ""),
    ],
)
def test_video_resolution(stated: str, width: int | None, resolution: str) -> None:
    assert stream.video_resolution(stated, width) == resolution


@pytest.mark.parametrize(
    ("resolution", "scan_type", "full"),
    [
        ("1080", "progressive", "1080p"),
        ("1080", "interlaced", "1080i"),
        ("1080", "", "1080p"),
        ("sd", "interlaced", "SD"),
        ("2k", "progressive", "2k"),
        ("4k", "", "4k"),
    ],
)
def test_full_resolution(resolution: str, scan_type: str, full: str) -> None:
    assert stream.full_resolution(resolution, scan_type) == full


@pytest.mark.parametrize(
    ("bit_depth", "transfer", "is_dolby", "title", "words"),
    [
        (8, "bt709", False, "1080p (H.264)", "SDR"),
        (8, "smpte2084", False, "HDR10", "SDR"),
        (10, "bt2020-10", False, "HDR10", "SDR"),
        (None, "smpte2084", False, None, "SDR"),
        (10, "smpte2084", False, "4K HDR10 (HEVC Main 10)", "HDR10"),
        (10, "arib-std-b67", False, "4K HLG (HEVC Main 10)", "HLG"),
        (10, "smpte2084", False, "4K HDR (HEVC)", "HDR"),
        (10, "smpte2084", True, "4K DoVi/HDR10 (HEVC Main 10)", "Dolby Vision/HDR10"),
        (10, "", True, "4K Dolby Vision (HEVC)", "Dolby Vision"),
        (10, "smpte2084", False, "4K (HEVC)", "SDR"),
        (10, "smpte2084", False, None, "HDR"),
        (10, "smpte2084", True, None, "Dolby Vision"),
    ],
)
def test_dynamic_range(
    bit_depth: int | None, transfer: str, is_dolby: bool, title: str | None, words: str
) -> None:
    found = stream.dynamic_range(
        bit_depth=bit_depth, transfer=transfer, is_dolby=is_dolby, title=title
    )
    assert found == words


@pytest.mark.parametrize(
    ("layout", "channels", "words"),
    [
        ("5.1(side)", 6, "5.1(side)"),
        ("", 1, "Mono"),
        ("", 2, "Stereo"),
        ("", 3, "2.1"),
        ("", 4, "3.1"),
        ("", 5, "5"),
        ("", 6, "5.1"),
        ("", 7, "6.1"),
        ("", 8, "7.1"),
        ("", None, ""),
    ],
)
def test_channel_layout(layout: str, channels: int | None, words: str) -> None:
    assert stream.channel_layout(layout, channels) == words


@pytest.mark.parametrize(
    ("delivered", "source", "label"),
    [
        (20000, 25000, "20 Mbps 1080p"),
        (20001, 25000, "Original"),
        (3500, 9640, "4 Mbps 720p"),
        (4000, 9640, "4 Mbps 720p"),
        (4001, 9640, "8 Mbps 1080p"),
        (4001, 7999, "Original"),
        (1, 100, "0.064 Mbps"),
        (3500, 3600, "Original"),
        (None, 9640, "Original"),
        (3500, None, "Original"),
    ],
)
def test_quality_of_a_transcoded_video(
    delivered: int | None, source: int | None, label: str
) -> None:
    found = stream.quality_profile(
        "movie", is_video_transcoded=True, stream_bitrate=delivered, bitrate=source
    )
    assert found == label


@pytest.mark.parametrize(
    ("media_type", "delivered", "source", "label"),
    [
        ("movie", 3500, 9640, "Original"),
        ("track", 190, 900, "192 kbps"),
        ("track", 900, 900, "Original"),
        ("track", 96, 96, "96 kbps"),
        ("photo", None, None, "Original"),
        ("playlist", 1, 2, "Unknown"),
    ],
)
def test_quality_of_what_is_not_transcoded_video(
    media_type: str, delivered: int | None, source: int | None, label: str
) -> None:
    found = stream.quality_profile(
        media_type, is_video_transcoded=False, stream_bitrate=delivered, bitrate=source
    )
    assert found == label


@pytest.mark.parametrize(
    ("offset", "duration", "percent"),
    [(0, 100, 0), (1, 200, 0), (50, 100, 50), (5, 0, 0), (5, None, 0), (110, 100, 110)],
)
def test_progress_percent(offset: int, duration: int | None, percent: int) -> None:
    assert stream.progress_percent(offset, duration) == percent


@pytest.mark.parametrize(
    ("name", "decodes", "encodes"),
    [
        ("vaapi", True, True),
        ("VideoToolbox", True, True),
        ("nvdec", True, False),
        ("nvenc", False, True),
        ("qsv", False, True),
        ("", False, False),
        ("software", False, False),
    ],
)
def test_hardware_is_known_by_its_name(name: str, decodes: bool, encodes: bool) -> None:
    assert stream.is_hardware_decoder(name) is decodes
    assert stream.is_hardware_encoder(name) is encodes


def test_an_optimised_version_is_labelled_by_rate_and_size() -> None:
    assert stream.optimized_profile(3949, "720p") == "3.9 Mbps 720p"
    assert stream.optimized_profile(None, "SD") == "0.0 Mbps SD"


@pytest.mark.parametrize(
    ("media_type", "parents", "words"),
    [
        ("movie", {}, "T"),
        ("show", {"parent": "P"}, "T"),
        ("season", {"parent": "P"}, "P - T"),
        ("album", {"parent": "P"}, "P - T"),
        ("album", {}, "T"),
        ("episode", {"parent": "P", "grandparent": "G"}, "G - T"),
        ("track", {"grandparent": "G"}, "T - G"),
        ("track", {"grandparent": "G", "artist": "A"}, "T - A"),
        ("track", {}, "T"),
        ("photo", {"parent": "P"}, "P - T"),
    ],
)
def test_full_title(media_type: str, parents: dict[str, str], words: str) -> None:
    assert full_title(media_type, "T", **parents) == words


@pytest.mark.parametrize(
    ("platform", "title", "icon"),
    [
        ("Konvergo", "Plex Media Player", "plex"),
        ("Mystery 3", "Playstation 3", "playstation"),
        ("Mystery 4", "Playstation 4", "playstation"),
        ("Mystery 5", "Xbox 360", "xbox"),
        ("WebMAF", "Playstation 4", "playstation"),
        ("windows", "Windows", "windows"),
        ("osx", "macOS", "macos"),
        ("macos", "macOS", "macos"),
        ("Windows Phone", "Windows Phone", "wp"),
        ("Chromecast", "Chromecast", "chromecast"),
        ("tvOS", "tvOS", "atv"),
        ("Something", "Something", "default"),
        ("", "", "default"),
    ],
)
def test_platforms(platform: str, title: str, icon: str) -> None:
    assert platform_title(platform) == title
    assert platform_name(title) == icon
