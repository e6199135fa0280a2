"""Log files of the media server: its own folder alone, the newest first, without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchkeeper.errors import NotFoundError
from watchkeeper.integrations.plex.server_log import ServerLogs

LINES = """Nov 21, 2026 13:00:01.123 [140:main] INFO - Plex Media Server began
Nov 21, 2026 13:00:02.001 [141:web] DEBUG - GET /identity?X-Plex-Token=planted-token-0001
Nov 21, 2026 13:00:03.001 [141:web] WARN - slow
  it took long
Nov 21, 2026 13:00:04.001 [141:web] ERROR - <b>broken</b>
"""


@pytest.fixture
def logs(tmp_path: Path) -> ServerLogs:
    folder = tmp_path / "Logs"
    folder.mkdir()
    (tmp_path / "secret.log").write_text("outside")
    (folder / "Plex Media Scanner.log").write_text("no line of a log\n")
    (folder / "Plex Media Server.log").write_text(LINES)
    (folder / "linked.log").symlink_to(tmp_path / "secret.log")
    (folder / "notes.txt").write_text("no log")
    return ServerLogs(folder)


def test_the_main_log_comes_first_and_nothing_from_outside_at_all(logs: ServerLogs) -> None:
    assert logs.names() == ["Plex Media Server", "Plex Media Scanner"]


def test_the_newest_line_comes_first_and_one_that_goes_on_has_no_time(logs: ServerLogs) -> None:
    lines = list(logs.lines("Plex Media Server"))
    assert [line.level for line in lines] == ["ERROR", "", "WARN", "DEBUG", "INFO"]
    assert lines[-1].time == "Nov 21, 2026 13:00:01.123"
    assert lines[1].message == "  it took long"


def test_a_token_in_the_log_is_masked(logs: ServerLogs) -> None:
    assert all("planted" not in line.message for line in logs.lines("Plex Media Server"))


def test_lines_are_chosen_by_level_and_text(logs: ServerLogs) -> None:
    warned = [line.level for line in logs.lines("Plex Media Server", level="WARN")]
    assert warned == ["ERROR", "WARN"]
    assert [line.message for line in logs.lines("Plex Media Server", text="BEGAN")] == [
        "Plex Media Server began"
    ]


@pytest.mark.parametrize("name", ["linked", "../secret", "notes", "", "/etc/passwd"])
def test_s7_no_other_file_is_read(logs: ServerLogs, name: str) -> None:
    with pytest.raises(NotFoundError):
        next(logs.lines(name))


def test_a_folder_that_is_not_there_has_no_logs(tmp_path: Path) -> None:
    assert ServerLogs(tmp_path / "nowhere").names() == []
