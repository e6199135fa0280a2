"""Orders: which fields of what, which names, and what is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.errors import InputError
from watchkeeper.features.exports import RESOURCES, ExportOrder, checked, export_fields, fields_of
from watchkeeper.features.exports.files import ExportFiles
from watchkeeper.features.exports.naming import item_name, item_title, safe_name, safe_title
from watchkeeper.features.exports.selection import selection_of, taken

TRAVERSALS = (
    "..", ".", "", "/", "../x", "..\\x", "/etc/passwd", "a/../../b", "%2e%2e%2fx", "..%252fx",
    "....//x", "x\x00y", "~", "C:\\x", "a/b", ".hidden", "x" * 5000,
)  # fmt: skip


def test_levels_are_cumulative() -> None:
    sizes = [
        len(selection_of("movie", ExportOrder(section_id=1, metadata_level=level)).tree)
        for level in (0, 1, 2, 3, 9)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1] < sizes[4]
    tree = selection_of("movie", ExportOrder(metadata_level=2, media_info_level=2)).tree
    assert "genres" in tree
    assert "thumb" not in tree
    assert set(tree["genres"]) == {"tag"}
    assert "size" in tree["media"]["parts"]
    assert "videoStreams" not in tree["media"]["parts"]


def test_every_field_of_the_catalogue_can_be_taken() -> None:
    for kind, known in export_fields().items():
        order = ExportOrder(
            metadata_level=9,
            media_info_level=9,
            resource_levels=dict.fromkeys(RESOURCES, 9),
        )
        selection = selection_of(kind, order)
        names = {name.split(".")[0] for name in (*known.metadata, *known.media_info)}
        names -= {f"{name}File" for name in RESOURCES if name not in selection.resources}
        assert set(selection.tree) == names
        assert set(selection.parts) == set(known.children)


def test_custom_fields_name_parts_too_and_unknown_ones_are_passed_over() -> None:
    order = ExportOrder(
        metadata_level=0,
        media_info_level=0,
        custom_fields=" title ,seasons.episodes.title,nonsense,seasons.episodes.__class__,.,..,"
        "seasons.thumbFile,../../etc/passwd",
    )
    show = selection_of("show", order)
    season = show.parts["seasons"]["season"]
    assert show.tree == {"title": {}}
    assert season.tree == {"thumbFile": {}}
    assert season.resources == {"thumb": 9}
    assert season.parts["episodes"]["episode"].tree == {"title": {}}
    assert show.is_multi_file


def test_absent_facts_are_empty() -> None:
    tree = selection_of("movie", ExportOrder(metadata_level=2, media_info_level=0)).tree
    found = taken({"title": "A"}, tree)
    assert found["title"] == "A"
    assert found["year"] is None
    assert found["genres"] == [{"tag": None}]


def test_kinds_without_pictures_have_none() -> None:
    order = ExportOrder(resource_levels={"thumb": 9, "theme": 9})
    assert selection_of("episode", order).resources == {}
    assert selection_of("season", order).resources == {"thumb": 9}
    assert selection_of("show", order).resources == {"thumb": 9, "theme": 9}


def test_a_list_of_files_takes_the_basic_fields_alone() -> None:
    order = checked(
        ExportOrder(
            section_id=1,
            file_format="m3u",
            metadata_level=9,
            custom_fields="title",
            resource_levels={"thumb": 9},
        )
    )
    assert (order.metadata_level, order.media_info_level) == (1, 1)
    assert order.level_of("thumb") == 0
    assert order.custom_fields == ""


def test_too_many_custom_fields_are_refused() -> None:
    with pytest.raises(InputError):
        checked(ExportOrder(section_id=1, custom_fields="a," * 20_000))


def test_the_fields_of_a_collection_are_those_of_its_contents() -> None:
    metadata, _ = fields_of("collection", "show")
    assert "items.seasons.episodes.title" in metadata
    assert fields_of("collection", "video") == ({}, {})


def test_the_fields_of_several_kinds_of_contents_are_those_of_all() -> None:
    metadata, _ = fields_of("collection", "Show, movie")
    assert metadata.keys() == fields_of("collection", "show")[0].keys() | (
        fields_of("collection", "movie")[0].keys()
    )
    assert fields_of("collection", "show,video") == ({}, {})


@given(st.text())
def test_s5_no_name_is_a_path(text: str) -> None:
    for name in (safe_name(text), safe_title(text)):
        assert re.fullmatch(r"[A-Za-z0-9\-_.()\[\]{} ]{1,200}", name)
        assert name not in {".", ".."}
        assert not name.startswith(".")


def test_long_titles_keep_their_number() -> None:
    title = item_title(
        {"type": "episode", "grandparentTitle": "é" * 200, "parentTitle": "S", "title": "T" * 200,
         "ratingKey": 4711}
    )  # fmt: skip
    assert safe_title(title).endswith("[4711]")
    assert len(safe_title(title)) <= 120


def test_titles_say_the_kind_and_episodes_their_numbers() -> None:
    episode = {"type": "episode", "grandparentTitle": "Show", "parentTitle": "Season 1",
               "title": "Pilot", "seasonEpisode": "s01e01", "ratingKey": 7}  # fmt: skip
    assert item_name(episode) == "Show - Season 1 - (s01e01) Pilot [7]"
    album = {"type": "photoalbum", "title": "Lisbon", "ratingKey": 8}
    assert item_title(album) == "Photoalbum - Lisbon [8]"


@pytest.mark.parametrize("name", [*TRAVERSALS, None, 7, ["x"]])
def test_s5_a_stored_name_never_leads_out_of_the_folder(tmp_path: Path, name: object) -> None:
    secret = tmp_path / "x"
    secret.mkdir()
    (secret / "x").write_text("secret")
    files = ExportFiles(tmp_path / "exports")
    made = files.make("Show", datetime(2026, 1, 1, tzinfo=UTC))
    (files.root / made / "kept.csv").write_text("kept")
    assert files.folder(name) is None
    assert files.file(made, name) is None
    assert files.file(name, "x") is None
    files.empty(name)
    files.delete(name)
    assert (secret / "x").read_text() == "secret"
    assert files.file(made, "kept.csv") is not None


def test_s5_a_link_is_not_followed(tmp_path: Path) -> None:
    files = ExportFiles(tmp_path / "exports")
    made = files.make("Show", datetime(2026, 1, 1, tzinfo=UTC))
    (tmp_path / "secret").write_text("secret")
    (files.root / made / "link.csv").symlink_to(tmp_path / "secret")
    (files.root / "out").symlink_to(tmp_path)
    assert files.file(made, "link.csv") is None
    assert files.folder("out") is None


def test_two_exports_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    files = ExportFiles(tmp_path)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert files.make("A/B", at) == "A_B.20260101000000"
    assert files.make("A/B", at) == "A_B.20260101000000-2"
