"""Exports: those of an import, what can be exported, and orders that are refused."""

from __future__ import annotations

import pytest

from tests.api.v2.house import House
from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.api.v2.test_notifiers import house, message
from watchkeeper.domain.facts import Facts, ServerId
from watchkeeper.features.exports import export_fields

__all__ = ["house"]
EXPORT: Facts = {
    "timestamp": 10,
    "section_id": 1,
    "media_type": "photoalbum",
    "title": "Library - Pictures [1]",
    "file_format": "csv",
    "custom_fields": "",
    **dict.fromkeys(("metadata_level", "media_info_level", "thumb_level", "art_level"), 1),
    **dict.fromkeys(("logo_level", "squareArt_level", "theme_level", "individual_files"), 0),
    **dict.fromkeys(("file_size", "complete", "exported_items", "total_items"), 1),
}


async def test_exports_are_listed_without_their_files(house: House) -> None:
    await house.app.kept.add(ServerId(1), "exports", EXPORT)
    await house.app.kept.add(ServerId(1), "exports", {**EXPORT, "individual_files": 1})
    found = await house.data("get_exports_table", section_id=1, search="Photo Album")
    assert [row["filename"] for row in found["data"]] == ["Library - Pictures [1].csv", None]
    if SPECIFICATION.exists():
        assert mistakes(found, specified_data("get_exports_table")) == []
    for sent in ({"section_id": 2}, {"user_id": 1}, {"rating_key": "abc"}):
        assert (await house.data("get_exports_table", **sent))["recordsFiltered"] == 0
    assert (await house.call("download_export", export_id=1)).status_code == 400


async def test_exports_are_forgotten_one_by_one_or_all(house: House) -> None:
    for _ in range(3):
        await house.app.kept.add(ServerId(1), "exports", EXPORT)
    assert (await house.call("delete_export", export_id="abc")).status_code == 400
    done = (200, "Export deleted successfully.")
    assert await message(house, "delete_export", export_id=2) == done
    assert await message(house, "delete_export", export_id=99) == done
    assert (await house.data("get_exports_table"))["recordsTotal"] == 2
    all_done = (200, "All exports deleted successfully.")
    assert await message(house, "delete_export", delete_all="true") == all_done
    assert (await house.data("get_exports_table"))["recordsTotal"] == 0


async def test_every_kind_has_fields_with_a_level(house: House) -> None:
    for kind in export_fields():
        contents = {"collection": "show", "playlist": "photo"}.get(kind, "")
        found = await house.data("get_export_fields", media_type=kind, sub_media_type=contents)
        listed = [*found["metadata_fields"], *found["media_info_fields"]]
        assert found["metadata_fields"]
        assert {each["level"] for each in listed} <= {1, 2, 3, 9}
    found = await house.data("get_export_fields", media_type="collection", sub_media_type="show")
    names = {each["field"] for each in found["metadata_fields"]}
    assert {"title", "items.title", "items.seasons.episodes.title"} <= names


@pytest.mark.parametrize(
    ("kind", "contents"), [("bogus", ""), ("collection", ""), ("playlist", "movie")]
)
async def test_what_there_is_not_has_no_fields(house: House, kind: str, contents: str) -> None:
    found = await house.data("get_export_fields", media_type=kind, sub_media_type=contents)
    assert found == {"metadata_fields": [], "media_info_fields": []}


NO_SERVER = "Server 1 has no address: set it up first."


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Export called but no section_id, user_id, or rating_key provided."),
        (
            {"section_id": 1, "metadata_level": 4},
            "Export called with invalid metadata_level '4'.",
        ),
        ({"section_id": 1, "art_level": 3}, "Export called with invalid art_level '3'."),
        ({"section_id": 1, "file_format": "exe"}, "Export called with invalid file_format 'exe'."),
        (
            {"user_id": 1},
            "Export called with invalid export_type '{}'."
            " Only export_type 'playlist' is allowed for user export.",
        ),
        (
            {"rating_key": 1, "individual_files": 1},
            "Individual file export is only allowed for library or user export.",
        ),
        ({"rating_key": 1}, NO_SERVER),
        ({"user_id": 1, "export_type": "playlist"}, "There is no user 1."),
    ],
)
async def test_an_order_is_checked_and_refused(
    house: House, sent: dict[str, object], why: str
) -> None:
    assert await message(house, "export_metadata", **sent) == (400, why)
