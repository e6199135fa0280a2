"""Exports from the order to the file, of the simulated server through the real adapter."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import Any, cast
from xml.etree import ElementTree

import httpx2
import pytest

from tests.api.v2.specified import SPECIFICATION, mistakes, specified_data
from tests.api.v2.test_with_plex import Living, living
from watchkeeper.demo.plexserver.faults import Outage
from watchkeeper.domain.facts import Facts
from watchkeeper.features.exports import Exports
from watchkeeper.features.system.jobs.job import JobState

__all__ = ["living"]
LEVELS = ("thumb", "art", "logo", "squareArt", "theme")


@pytest.fixture
async def office(living: Living) -> Living:
    """A house whose exports ask the simulated server."""
    app = living.house.app
    parts = replace(app.exports._parts, sources=cast(Any, living.house.media.get))
    exports = Exports(parts)
    object.__setattr__(app, "exports", exports)
    app.libraries._sources = cast(Any, living.house.media.get)
    await app.libraries.refresh(living.server_id)
    return living


async def exported(office: Living, **sent: object) -> httpx2.Response:
    """The file of an export that is made now."""
    number = (await office.house.data("export_metadata", **sent))["export_id"]
    await over(office, number)
    found = await office.house.call("download_export", export_id=number)
    assert found.status_code == 200, await row(office, number)
    return found


async def over(office: Living, number: int) -> JobState:
    stored = await office.house.app.exports.get(office.server_id, number)
    jobs = await office.house.app.jobs.all()
    job = next(each for each in jobs if each.inputs.get("export_id") == number)
    assert stored.content["complete"] in {0, 1, -1}
    return (await office.house.app.jobs.wait(job.id)).state


async def row(office: Living, number: int) -> dict[str, Any]:
    rows = (await office.house.data("get_exports_table", length=100))["data"]
    found: dict[str, Any] = next(each for each in rows if each["export_id"] == number)
    return found


async def test_a_library_is_exported_with_the_values_of_the_server(office: Living) -> None:
    answer = await exported(office, section_id=1, file_format="json", metadata_level=2)
    films = {film.rating_key: film for film in office.fake.plex.catalogue.of_type(1, "movie")}
    found = answer.json()
    assert {each["ratingKey"] for each in found} == set(films)
    for each in found:
        film = films[each["ratingKey"]]
        assert each["title"] == film.title
        assert each["year"] == film.year
        assert [genre["tag"] for genre in each["genres"]] == list(film.genres)
        assert [guid["id"] for guid in each["guids"]] == list(film.external_ids)
        assert each["locations"] == [media.file for media in film.media]
        assert each["type"] == "movie"
        assert each["media"][0]["videoCodec"] == film.media[0].video.codec  # type: ignore[union-attr]
        assert "thumb" not in each
    listed = await row(office, 1)
    assert (listed["complete"], listed["exported_items"]) == (1, len(films))
    assert listed["file_size"] == len(answer.content)
    assert listed["exists"] is True
    if SPECIFICATION.exists():
        table = await office.house.data("get_exports_table")
        assert mistakes(table, specified_data("get_exports_table")) == []


async def test_a_show_comes_with_its_seasons_and_episodes(office: Living) -> None:
    show = office.fake.plex.catalogue.of_type(3, "show")[0]
    answer = await exported(
        office, rating_key=show.rating_key, file_format="xml", media_info_level=3
    )
    root = ElementTree.fromstring(answer.content)
    leaves = office.fake.plex.catalogue.leaves(show.rating_key)
    episodes = root.findall("show/season/episode")
    assert [int(each.get("ratingKey", "")) for each in episodes] == [
        leaf.rating_key for leaf in leaves
    ]
    first = leaves[0]
    assert episodes[0].get("seasonEpisode") == f"s{first.parent_index:02}e{first.index:02}"
    stream = episodes[0].find("media/part/videoStream")
    assert stream is not None
    assert stream.get("hdr") in ("True", "False")
    assert 'filename="Show - ' in answer.headers["content-disposition"]


async def test_csv_is_a_table_with_dotted_columns(office: Living) -> None:
    answer = await exported(office, section_id=6, metadata_level=1, media_info_level=1)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    artists = office.fake.plex.catalogue.of_type(6, "artist")
    assert [int(each["ratingKey"]) for each in rows if each["ratingKey"]] == [
        artist.rating_key for artist in artists
    ]
    assert "albums.tracks.durationHuman" in rows[0]
    assert answer.headers["content-type"] == "application/x-download"


async def test_pictures_and_single_files_come_as_a_zip(office: Living) -> None:
    answer = await exported(
        office,
        section_id=1,
        file_format="json",
        thumb_level=9,
        art_level=1,
        individual_files=1,
        custom_fields="thumbProvider",
    )
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = archive.namelist()
    films = office.fake.plex.catalogue.of_type(1, "movie")
    assert len([name for name in names if name.endswith(".json")]) == len(films)
    pictures = [name for name in names if ".resources/" in name]
    assert len(pictures) == len(films)
    assert all(name.endswith(".thumb.jpg") for name in pictures)
    assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
    first = json.loads(archive.read(next(name for name in names if name.endswith(".json"))))[0]
    assert first["thumbFile"] in names
    assert first["thumbProvider"] == "tmdb"
    listed = await row(office, 1)
    assert (listed["thumb_level"], listed["art_level"]) == (9, 0)
    assert listed["filename"] is None


async def test_playlists_and_collections_hold_their_items(office: Living) -> None:
    lists = await exported(office, user_id=101, export_type="playlist", file_format="json")
    assert [each["title"] for each in lists.json()] == ["Rainy Sundays", "Kitchen Dancing"]
    assert [item["type"] for item in lists.json()[1]["items"]][:1] == ["track"]
    one = await exported(office, rating_key=880001, file_format="m3u")
    assert one.text.startswith("#EXTM3U\n#PLAYLIST:Playlist - Rainy Sundays [880001]\n")
    of_library = await exported(office, section_id=1, export_type="collection", file_format="json")
    collections = office.fake.plex.catalogue.of_type(1, "collection")
    assert [each["title"] for each in of_library.json()] == [each.title for each in collections]
    assert of_library.json()[0]["items"]


async def test_every_level_of_every_library_can_be_written(office: Living) -> None:
    levels = {f"{name}_level": 9 for name in LEVELS}
    for section_id in (1, 3, 6):
        for file_format in ("csv", "xml"):
            answer = await exported(
                office,
                section_id=section_id,
                file_format=file_format,
                metadata_level=9,
                media_info_level=9,
                **levels,
            )
            assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"section_id": 999}, "There is no library 999."),
        ({"rating_key": 999_999_999}, "There is no item 999999999."),
        ({"rating_key": "../1"}, "Export called with invalid rating_key '../1'."),
        ({"user_id": 5, "export_type": "playlist"}, "There is no user 5."),
        ({"section_id": 1, "thumb_level": "x"}, "Export called with invalid thumb_level 'x'."),
    ],
)
async def test_what_is_not_there_is_not_exported(
    office: Living, sent: dict[str, object], why: str
) -> None:
    refused = await office.house.call("export_metadata", **sent)
    assert refused.status_code == 400
    assert refused.json()["response"]["message"] == why
    assert not list((office.house.app.data_folder / "exports").glob("*"))


async def test_a_server_that_goes_away_fails_the_export_and_leaves_nothing(office: Living) -> None:
    original = office.house.app.jobs.start

    async def fail_first(*args: Any, **more: Any) -> int:
        office.fake.faults.outage = Outage.REFUSE
        return await original(*args, **more)

    office.house.app.jobs.start = fail_first  # type: ignore[method-assign]
    number = (await office.house.data("export_metadata", section_id=1))["export_id"]
    assert await over(office, number) is JobState.FAILED
    assert (await row(office, number))["complete"] == -1
    refused = await office.house.call("download_export", export_id=number)
    assert (refused.status_code, refused.content) == (400, b"")
    assert not list((office.house.app.data_folder / "exports").glob("*/*"))


async def test_deleting_removes_the_files_too(office: Living) -> None:
    await exported(office, section_id=1)
    folder = office.house.app.data_folder / "exports"
    assert list(folder.glob("*/*.csv"))
    await office.house.data("delete_export", export_id=1)
    assert not list(folder.glob("*"))


async def test_old_exports_are_thrown_away_and_those_of_an_import_stay(office: Living) -> None:
    app = office.house.app
    await exported(office, section_id=1)
    await app.kept.add(office.server_id, "exports", {"timestamp": 1, "title": "of an import"})
    assert await app.exports.sweep([office.server_id]) == 0
    office.fake.clock.advance(31 * 86_400)
    assert await app.exports.sweep([office.server_id]) == 1
    assert [each.content["title"] for each in await app.exports.all(office.server_id)] == [
        "of an import"
    ]


@pytest.mark.parametrize("name", ["../../watchkeeper.db", "..", "/etc", "a/b", "."])
async def test_s5_an_imported_row_names_no_file_of_ours(office: Living, name: str) -> None:
    content: Facts = {
        "complete": 1,
        "title": "x",
        "file_format": "csv",
        "folder": name,
        "file_name": name,
    }
    number = await office.house.app.kept.add(office.server_id, "exports", content)
    assert (await office.house.call("download_export", export_id=number)).status_code == 400
    await office.house.data("delete_export", export_id=number)
    assert list(office.house.app.data_folder.glob("*.db"))


@pytest.mark.parametrize("number", ["../1", "1/../2", "%2e%2e", "1;2", "9" * 40, "-5", "1.5", "x"])
async def test_s5_a_number_that_is_none_names_no_export(office: Living, number: str) -> None:
    assert (await office.house.call("download_export", export_id=number)).status_code == 400


async def test_f42_an_export_that_was_interrupted_begins_anew(office: Living) -> None:
    app = office.house.app
    await exported(office, section_id=1)
    stored = await app.exports.get(office.server_id, 1)
    folder = app.data_folder / "exports" / stored.content["folder"]
    (folder / "left.csv.part").write_text("half")
    content = {**stored.content, "complete": 0}
    await app.kept.put(
        office.server_id,
        "exports",
        type((await app.kept.rows(office.server_id, "exports"))[0])(1, content),
    )
    again = await app.jobs.start("export", "again", {"server_id": office.server_id, "export_id": 1})
    assert (await app.jobs.wait(again)).state is JobState.DONE
    assert [path.name for path in folder.iterdir()] == [stored.content["file_name"]]


async def test_a_running_export_can_be_stopped(office: Living) -> None:
    app = office.house.app
    number = (await office.house.data("export_metadata", section_id=3, metadata_level=9))[
        "export_id"
    ]
    await app.exports.stop(office.server_id, number)
    jobs = [job for job in await app.jobs.all() if job.kind == "export"]
    await app.jobs.stop(jobs[0].id) if not jobs[0].state.is_over else None
    await app.jobs.wait(jobs[0].id)
    assert (await row(office, number))["complete"] in {-1, 0, 1}
