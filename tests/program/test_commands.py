"""What the commands print, and how they refuse."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from tests.program.program import Program, command, environment, run


def test_a_dry_run_shows_a_table_and_writes_nothing(tautulli_file: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "data", "import", "tautulli", str(tautulli_file), "--dry-run")
    assert done.returncode == 0, done.stderr
    for heading in ("Year", "Library", "Person", "would be taken over"):
        assert heading in done.stdout
    again = run(tmp_path / "data", "import", "tautulli", str(tautulli_file), "--dry-run")
    assert "5000 plays would be taken over, 0 here already" in again.stdout


def test_a_second_import_changes_nothing(tautulli_file: Path, data: Path) -> None:
    done = run(data, "import", "tautulli", str(tautulli_file))
    assert done.returncode == 0, done.stderr
    assert "0 plays taken over, 5000 here already" in done.stdout


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff" * 1000)
    done = run(tmp_path / "data", "import", "tautulli", str(file))
    assert done.returncode == 1
    assert "holiday.jpg" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_a_command_quietly(data: Path, tautulli_file: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        command("import", "tautulli", str(tautulli_file), "--dry-run"),
        env=environment(data),
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
        check=False,
    )
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path / "data", "import", "tautulli", str(tmp_path / "nowhere.db"))
    assert done.returncode == 1
    assert "nowhere.db" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_a_sound_record_sound(data: Path) -> None:
    done = run(data, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sound" in done.stdout


def test_a_backup_is_counted_before_it_is_called_good(data: Path) -> None:
    done = run(data, "backup")
    assert done.returncode == 0, done.stderr
    assert "5,000 plays" in done.stdout


def test_a_backup_is_put_back_by_its_name_and_the_present_record_kept(
    data: Path, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    shutil.copytree(data, house)
    name = Path(run(house, "backup").stdout.partition(":")[0]).name
    with sqlite3.connect(house / "watchkeeper.db") as emptied:
        emptied.execute("DELETE FROM play")
    emptied.close()
    done = run(house, "restore", name)
    assert done.returncode == 0, done.stderr
    assert "5,000 plays" in done.stdout
    again = run(house, "backup")
    assert "5,000 plays" in again.stdout
    unknown = run(house, "restore", "nothing.db")
    assert unknown.returncode == 1
    assert name in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_nothing_is_put_back_while_watchkeeper_runs(data: Path) -> None:
    name = Path(run(data, "backup").stdout.partition(":")[0]).name
    with Program(data) as running:
        refused = run(data, "restore", name)
        assert refused.returncode == 1
        assert "Another Watchkeeper" in refused.stderr
        assert running.get("/health/live")[0] == 200


def test_a_misspelt_variable_is_told(data: Path) -> None:
    done = run(data, "doctor", WATCHKEEPER_PROT="8181")
    assert "WATCHKEEPER_PROT means nothing" in done.stderr


def test_a_variable_that_does_not_fit_is_named(data: Path) -> None:
    done = run(data, "serve", WATCHKEEPER_PORT="eighty")
    assert done.returncode == 1
    assert "WATCHKEEPER_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_f9_a_second_process_on_the_same_folder_is_refused(data: Path) -> None:
    with Program(data) as first:
        second = run(data, "serve", WATCHKEEPER_PORT=str(first.port + 1))
        assert second.returncode == 1
        assert "Another Watchkeeper" in second.stderr
        assert first.get("/health/live")[0] == 200
