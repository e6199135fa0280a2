"""The files: what is written for which facts, hostile ones among them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from watchkeeper.features.exports.forms.form import Head
from watchkeeper.features.exports.forms.writers import open_writer
from watchkeeper.features.exports.order import FILE_FORMATS, ExportOrder

HEAD = Head(title='Film - "A" & <B> [7]', media_type="movie", section_id=2, rating_key=7)
ITEM: Mapping[str, Any] = {
    "type": "movie",
    "title": '=cmd|"/c calc"!A1',
    "ratingKey": 7,
    "titleSort": "\x00\x1bnul <script>",
    "duration": None,
    "genres": [{"tag": "Noir"}, {"tag": "+Drama"}],
    "roles": [{"tag": "Éva", "role": "&"}],
    "locations": ["/films/a\n#EXTM3U.mkv"],
    "countries": [{"tag": "FR"}],
}
EPISODE = {
    "type": "episode",
    "title": "Pilot",
    "grandparentTitle": "Show",
    "ratingKey": 3,
    "duration": 60_000,
    "locations": ["/tv/s01e01.mkv"],
}
SHOW = {"type": "show", "title": "Show", "seasons": [{"title": "1", "episodes": [EPISODE]}]}


def written(folder: Path, items: list[Mapping[str, Any]], **order: Any) -> str:
    path = folder / "file"
    writer = open_writer(ExportOrder(rating_key=7, **order), path, HEAD)
    for item in items:
        writer.add(item)
    writer.finish()
    writer.close()
    return path.read_text(encoding="utf-8")


def test_json_is_a_list_with_short_facts_before_lists_of_objects(tmp_path: Path) -> None:
    text = written(tmp_path, [ITEM, {"title": "B"}], file_format="json")
    found = json.loads(text)
    assert found[0] == ITEM
    assert list(found[0])[-3:] == ["countries", "genres", "roles"]
    assert text.startswith('[\n    {\n        "duration": null,')
    assert "Éva" in text


def test_csv_puts_lists_side_by_side_and_known_columns_first(tmp_path: Path) -> None:
    text = written(tmp_path, [ITEM, {"title": "B", "year": 1999}])
    rows = list(csv.reader(text.replace("\x00", "").splitlines()))
    assert rows[0][:3] == ["ratingKey", "title", "titleSort"]
    assert rows[0][3:] == [
        "duration", "locations", "type", "year",
        "countries.tag", "genres.tag", "roles.role", "roles.tag",
    ]  # fmt: skip
    assert len(list(csv.DictReader(text.replace("\x00", "").splitlines(keepends=True)))) == 3
    assert not list(tmp_path.glob("*.rows"))


def test_cells_of_our_own_pages_begin_no_formula_and_those_of_the_api_are_as_they_are(
    tmp_path: Path,
) -> None:
    plain = written(tmp_path, [ITEM])
    safe = written(tmp_path, [ITEM], safe_cells=True)
    assert ',"=cmd|' in plain
    assert ",+Drama" in plain
    assert ",\"'=cmd|" in safe
    assert ",'+Drama" in safe


def test_xml_is_well_formed_whatever_the_titles_are(tmp_path: Path) -> None:
    root = ElementTree.fromstring(written(tmp_path, [ITEM, SHOW], file_format="xml"))
    assert root.tag == "export"
    numbers = {"ratingKey": "7", "sectionID": "2"}
    assert root.attrib == {"title": HEAD.title, "type": "movie", **numbers}
    film, show = root
    assert (film.tag, show.tag) == ("movie", "movie")  # what the export is of
    assert [each.get("tag") for each in film.findall("genre")] == ["Noir", "+Drama"]
    assert film.findtext("location") == ITEM["locations"][0]
    assert show.find("season/episode").get("title") == "Pilot"  # type: ignore[union-attr]  # found


def test_xml_calls_what_is_in_a_collection_by_its_kind_and_says_yes_as_tautulli(
    tmp_path: Path,
) -> None:
    collection = {"type": "collection", "smart": True, "items": [ITEM, {"title": "no kind"}]}
    root = ElementTree.fromstring(written(tmp_path, [collection], file_format="xml"))
    assert root[0].get("smart") == "True"
    assert [each.tag for each in root[0]] == ["movie", "item"]
    assert [each.get("tag") for each in root[0][0].findall("countrie")] == ["FR"]


def test_json_ends_with_its_bracket(tmp_path: Path) -> None:
    assert written(tmp_path, [{}], file_format="json") == "[\n    {}\n]"


def test_a_list_of_files_names_one_file_a_line(tmp_path: Path) -> None:
    text = written(tmp_path, [ITEM, SHOW], file_format="m3u")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines == ["/films/a #EXTM3U.mkv", "/tv/s01e01.mkv"]
    assert "#EXTINF:60000,Show - Pilot\n" in text
    assert "#EXTINF:5,=cmd|" in text
    assert text.splitlines()[0] == "#EXTM3U"


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_nothing_to_write_is_a_whole_file_too(tmp_path: Path, file_format: str) -> None:
    text = written(tmp_path, [], file_format=file_format)
    assert file_format != "json" or json.loads(text) == []
