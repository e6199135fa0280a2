from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.features.importers.tautulli_files import SERVER, TautulliMaker
from watchkeeper.errors import InputError
from watchkeeper.features.importers import snapshot
from watchkeeper.features.importers.tautulli_file import open_tautulli


@pytest.fixture
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "copies"


def refusal(path: Path, copies: Path) -> str:
    """What is said about a file that cannot be taken over."""
    with pytest.raises(InputError) as refused, open_tautulli(path, copies):
        pass
    assert refused.value.field == "file"
    return str(refused.value)


def test_a_file_tells_its_version_span_server_and_tables(
    copies: Path, maker: TautulliMaker
) -> None:
    maker.play(1)
    maker.play(4)
    with open_tautulli(maker.write(), copies) as opened:
        about = opened.about
    assert (about.version, about.rows, about.highest_id) == ("v2.17.2", 2, 4)
    assert about.server_identifier == SERVER
    assert about.tables["users"] == 2
    assert (about.first_started, about.last_started) == (1_700_010_000, 1_700_040_000)


def test_a_missing_empty_or_foreign_file_is_named_as_such(copies: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    assert "no file" in refusal(path, copies)
    path.write_bytes(b"")
    assert "empty" in refusal(path, copies)
    path.write_text("just some text that is long enough to be a header")
    assert refusal(path, copies) == "some.db is no SQLite database."
    path.unlink()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE notes (text)")
    assert "not Tautulli's" in refusal(path, copies)


def test_a_truncated_file_is_refused(copies: Path, maker: TautulliMaker) -> None:
    for row_id in range(1, 200):
        maker.play(row_id)
    path = maker.write()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "damaged or cut short" in refusal(path, copies)


def test_a_flipped_page_is_refused(copies: Path, maker: TautulliMaker) -> None:
    for row_id in range(1, 200):
        maker.play(row_id)
    path = maker.write()
    content = bytearray(path.read_bytes())
    content[20_480:24_576] = b"\x5a" * 4096
    path.write_bytes(content)
    assert "damaged or cut short" in refusal(path, copies)


@pytest.mark.parametrize("version", ["v2.18.0", "v3.0.0-beta"])
def test_a_newer_version_is_refused_politely(
    copies: Path, maker: TautulliMaker, version: str
) -> None:
    maker.version = version
    maker.play(1)
    text = refusal(maker.write(), copies)
    assert version in text
    assert "Nothing was changed" in text


def test_a_later_patch_of_the_known_version_is_taken(copies: Path, maker: TautulliMaker) -> None:
    maker.version = "v2.17.9"
    maker.play(1)
    with open_tautulli(maker.write(), copies) as opened:
        assert opened.about.rows == 1


def test_plays_in_the_write_ahead_log_are_seen_and_the_file_is_not_touched(
    copies: Path, maker: TautulliMaker, tmp_path: Path
) -> None:
    maker.play(1)
    path = maker.write()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("INSERT INTO session_history (id, started) VALUES (2, 1700000000)")
        conn.commit()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        with open_tautulli(path, copies) as opened:
            assert opened.about.rows == 2
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_backup_zip_is_taken_with_its_configuration(
    copies: Path, maker: TautulliMaker, tmp_path: Path
) -> None:
    maker.play(1)
    packed = tmp_path / "tautulli.backup-20260101000000.db.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(maker.write(), "tautulli.db")
        archive.writestr("config.ini", "[PMS]\npms_name = Attic\npms_identifier = abc\n")
    with open_tautulli(packed, copies) as opened:
        assert (opened.about.server_name, opened.about.server_identifier) == ("Attic", "abc")
        assert opened.about.rows == 1


def test_s5_names_in_a_zip_never_become_paths(
    copies: Path, maker: TautulliMaker, tmp_path: Path
) -> None:
    maker.play(1)
    packed = tmp_path / "in" / "evil.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(maker.write(), "../../tautulli.db")
        archive.writestr("../../config.ini", "[PMS]\npms_name = Attic\n")
        archive.writestr("/etc/other", "x")
    before = sorted(tmp_path.rglob("*"))
    with open_tautulli(packed, copies) as opened:
        assert opened.about.rows == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_s20_a_decompression_bomb_is_refused(
    copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "CHUNK", 1024)
    packed = tmp_path / "bomb.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tautulli.db", b"\0" * 30_000_000)
    assert "more than it should" in refusal(packed, copies)


def test_a_zip_must_hold_exactly_one_database(copies: Path, tmp_path: Path) -> None:
    packed = tmp_path / "two.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.db", "x")
        archive.writestr("b.db", "x")
    assert "2 databases" in refusal(packed, copies)


def test_a_damaged_zip_is_refused(copies: Path, maker: TautulliMaker, tmp_path: Path) -> None:
    maker.play(1)
    packed = tmp_path / "cut.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(maker.write(), "tautulli.db")
    content = bytearray(packed.read_bytes())
    content[100:160] = b"\x00" * 60
    packed.write_bytes(content)
    assert "cannot be unpacked" in refusal(packed, copies)


def test_a_file_that_is_no_configuration_is_named(
    copies: Path, maker: TautulliMaker, tmp_path: Path
) -> None:
    maker.play(1)
    config = tmp_path / "config.txt"
    config.write_text("no sections here")
    with (
        pytest.raises(InputError, match="no Tautulli configuration") as refused,
        open_tautulli(maker.write(), copies, config),
    ):
        pass
    assert refused.value.field == "config"


def test_the_api_key_is_not_in_the_description(
    copies: Path, maker: TautulliMaker, tmp_path: Path
) -> None:
    maker.play(1)
    config = tmp_path / "config.ini"
    config.write_text('[General]\napi_key = "0123456789abcdef0123456789abcdef"\n')
    with open_tautulli(maker.write(), copies) as opened:
        assert opened.about.config.api_key == "0123456789abcdef0123456789abcdef"
        assert "0123456789abcdef" not in repr(opened.about) + repr(opened.about.config)


def test_a_copy_lies_where_it_should_and_is_gone_afterwards(
    maker: TautulliMaker, copies: Path
) -> None:
    maker.play(1)
    with open_tautulli(maker.write(), copies):
        assert [file.name for file in copies.rglob("*.db")] == ["tautulli.db"]
    assert list(copies.iterdir()) == []


def test_a_file_for_whose_copy_there_is_no_place_is_refused(
    maker: TautulliMaker, copies: Path
) -> None:
    maker.play(1)
    copies.write_text("a file where a folder should be")
    assert "cannot be copied" in refusal(maker.write(), copies)
