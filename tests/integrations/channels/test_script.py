"""Scripts of the owner's own (S9)."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from tests.integrations.channels.deliveries import HELLO, Web, delivery
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.integrations.channels.process import MOST_OUTPUT_BYTES, Program, run_to_end
from watchkeeper.integrations.channels.script import command_of

PLAIN = replace(HELLO, subject="")


async def test_s9_scripts_are_off_unless_a_folder_is_named() -> None:
    with pytest.raises(InputError, match="Scripts are off"):
        await Web().channels().send(delivery("scripts", script="/bin/sh"))


@pytest.mark.parametrize(
    "name",
    ["/bin/sh", "../x.sh", "missing.sh", "x.txt", "folder.sh", ".", "link.sh", "deep/../../x.sh",
     "good.sh\x00.txt", ""],
)  # fmt: skip
async def test_s9_nothing_outside_the_folder_runs(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "scripts"
    (folder / "folder.sh").mkdir(parents=True)
    (tmp_path / "x.sh").write_text("#!/bin/sh\n")
    (folder / "x.txt").write_text("#!/bin/sh\n")
    (folder / "link.sh").symlink_to(tmp_path / "x.sh")
    with pytest.raises(InputError):
        await Web().channels(folder).send(delivery("scripts", PLAIN, script=name))


async def test_a_script_is_named_by_its_whole_path_or_by_its_place_in_the_folder(
    tmp_path: Path,
) -> None:
    script = tmp_path / "deep" / "told.py"
    script.parent.mkdir()
    script.write_text("open('ran', 'a').write('x')")
    for name in ("deep/told.py", str(script)):
        await Web().channels(tmp_path).send(delivery("scripts", PLAIN, script=name))
    assert (tmp_path / "deep" / "ran").read_text() == "xx"


async def test_s9_a_script_gets_its_arguments_as_they_are_and_nothing_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHKEEPER_API_KEY", "ours")
    out, script = tmp_path / "out", tmp_path / "told.py"
    script.write_text(
        f"import json, os, sys; open({str(out)!r}, 'w').write("
        "json.dumps([sys.argv[1:], dict(os.environ), sys.stdin.read()]))"
    )
    message = replace(HELLO, subject=json.dumps(["; rm -rf /", "$(id)", "a b", "--x=\n"]))
    await Web().channels(tmp_path).send(delivery("scripts", message, script="told.py"))
    arguments, environment, given = json.loads(out.read_text())
    assert arguments == ["; rm -rf /", "$(id)", "a b", "--x=\n"]
    assert environment["PLEX_URL"] == "http://plex.test"
    assert "WATCHKEEPER_API_KEY" not in environment
    assert given == ""


async def test_a_script_that_fails_or_cannot_be_started_is_told(tmp_path: Path) -> None:
    (tmp_path / "fails.py").write_text("raise SystemExit(3)")
    (tmp_path / "plain.sh").write_text("#!/bin/sh\n")
    channels = Web().channels(tmp_path)
    with pytest.raises(OutsideError, match="code 3"):
        await channels.send(delivery("scripts", PLAIN, script="fails.py"))
    with pytest.raises(OutsideError, match="cannot be started: Permission denied"):
        await channels.send(delivery("scripts", PLAIN, script="plain.sh"))


async def test_s9_a_script_that_never_ends_is_ended_with_all_that_it_started(
    tmp_path: Path,
) -> None:
    numbers = tmp_path / "numbers"
    script = tmp_path / "hangs.sh"
    script.write_text(f"#!/bin/sh\nsleep 600 &\necho $$ $! > {numbers}\nsleep 600\n")
    script.chmod(0o755)
    with pytest.raises(OutsideError, match="within 3 seconds"):
        await (
            Web().channels(tmp_path).send(delivery("scripts", PLAIN, script="hangs.sh", timeout=3))
        )
    for number in numbers.read_text().split():
        assert is_gone(int(number))


async def test_a_time_of_one_second_is_told_as_one(tmp_path: Path) -> None:
    script = tmp_path / "sleeps.sh"
    script.write_text("#!/bin/sh\nexec sleep 600\n")
    script.chmod(0o755)
    asked = delivery("scripts", PLAIN, script="sleeps.sh", timeout=1)
    with pytest.raises(OutsideError, match="within a second"):
        await Web().channels(tmp_path).send(asked)


def is_gone(number: int) -> bool:
    """Whether a process has ended; a child of a child is cleared away by the system."""
    ends_at = time.monotonic() + 30
    while time.monotonic() < ends_at:
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


async def test_a_script_that_leaves_something_running_has_ended_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "leaves.py").write_text(
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])\n"
    )
    await Web().channels(tmp_path).send(delivery("scripts", PLAIN, script="leaves.py", timeout=60))


async def test_s15_what_a_script_says_is_logged_in_bounds_and_without_secrets(
    tmp_path: Path,
) -> None:
    (tmp_path / "talks.py").write_text(
        "import os, sys; sys.stderr.write(os.environ['PLEX_TOKEN'] + ' ' + 'x' * 10_000_000)"
    )
    structlog.reset_defaults()
    with capture_logs() as logs:
        await Web().channels(tmp_path).send(delivery("scripts", PLAIN, script="talks.py"))
    (entry,) = [each for each in logs if each["event"] == "script complained"]
    assert entry["output"].startswith("*** xxx")
    assert len(entry["output"]) <= 4000


async def test_a_program_gets_its_input_and_says_more_than_is_kept(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read() * 100000)"
    program = Program(
        command=(sys.executable, "-c", code),
        folder=tmp_path,
        environment={"PATH": os.environ["PATH"]},
        seconds=None,
        given=b"abc",
    )
    ended = await run_to_end(program)
    assert (ended.code, len(ended.output), ended.errors) == (0, MOST_OUTPUT_BYTES, b"")


@pytest.mark.parametrize(
    ("name", "arguments", "command"),
    [
        ("a.sh", ["x"], ["/s/a.sh", "x"]),
        ("a.php", [], ["php", "/s/a.php"]),
        ("a.py", ["nopythonpath", "x"], [sys.executable, "/s/a.py", "x"]),
        ("a.py", ["python3", "x"], ["python3", "/s/a.py", "x"]),
        ("a.sh", ["python3", "x"], ["/s/a.sh", "python3", "x"]),
        ("a.PS1", [], ["powershell", "-executionPolicy", "bypass", "-file", "/s/a.PS1"]),
    ],
)
def test_the_interpreter_is_that_of_tautulli(
    name: str, arguments: list[str], command: list[str]
) -> None:
    assert command_of(Path("/s") / name, arguments) == command


@pytest.mark.parametrize("subject", ["{", '{"a": 1}', '"x"'])
async def test_arguments_that_are_no_list_are_refused(tmp_path: Path, subject: str) -> None:
    (tmp_path / "told.py").write_text("")
    with pytest.raises(InputError, match="cannot be read"):
        await (
            Web()
            .channels(tmp_path)
            .send(delivery("scripts", replace(HELLO, subject=subject), script="told.py"))
        )
