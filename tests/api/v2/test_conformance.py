"""The recorded answers of Tautulli against ours, on the same history at the same instant.

The recordings are not part of this repository: they lie beside it, in ../shared/reference.
"""

from __future__ import annotations

import fnmatch
import gzip
import importlib.util
import json
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest

from tests.api.v2.house import House, open_house
from watchkeeper.api.v2 import REGISTRY
from watchkeeper.features.importers import FileOrder
from watchkeeper.runtime.clock import FixedClock
from watchkeeper.runtime.logs import LOG_FILE

REPOSITORY = Path(__file__).parents[3]
SHARED = REPOSITORY.parent / "shared"
RECORDED = SHARED / "reference"
TOOL = SHARED / "tools" / "conformance.py"
COMMANDS = SHARED / "spec" / "tautulli-api.json"
DIFFERENCES = REPOSITORY / "docs" / "reference" / "tautulli-differences.md"
WITHOUT_COMMAND = "(no command)"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

LISTED = (
    "envelope-014",
    "get_collections_table-001",
    "get_date_formats-00[5-9]",
    "get_home_stats-10[3-6]",
    "get_export_fields-009",
    "get_export_fields-01[0-2]",
    "get_old_rating_keys-015",
    "get_old_rating_keys-017",
    "get_synced_items-00[12]",
    "get_user_names-00[6-9]",
)
"""Cases in which we answer otherwise on purpose; the reasons are in the document."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How our answer compares with the recorded one."""

    case: str
    outcome: str  # equal, ties, differ
    places: list[Any]


def test_every_listed_difference_is_explained() -> None:
    text = DIFFERENCES.read_text()
    missing = [pattern for pattern in LISTED if f"`{pattern}`" not in text]
    assert not missing


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Verdict]]:
    """All cases of the delivered commands, judged once, by command."""
    if not (TOOL.exists() and RECORDED.exists()):
        pytest.skip("the recorded answers (../shared/reference) are not here")
    return anyio.run(_judged, tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("command", [WITHOUT_COMMAND, *REGISTRY.names])
def test_the_answers_are_the_recorded_ones(
    verdicts: dict[str, list[Verdict]], command: str
) -> None:
    wrong = [found for found in verdicts[command] if found.outcome == "differ"]
    unlisted = [found for found in wrong if not _is_listed(found.case)]
    assert not unlisted, unlisted[0]


def test_no_difference_is_listed_in_vain(verdicts: dict[str, list[Verdict]]) -> None:
    wrong = [each.case for found in verdicts.values() for each in found if each.outcome == "differ"]
    idle = [pattern for pattern in LISTED if not fnmatch.filter(wrong, pattern)]
    assert not idle


def _is_listed(case: str) -> bool:
    return any(fnmatch.fnmatchcase(case, pattern) for pattern in LISTED)


async def _judged(folder: Path) -> dict[str, list[Verdict]]:
    tool = _tool()
    index, recorded = _recorded()
    file = folder / "tautulli.db"
    file.write_bytes(gzip.decompress((RECORDED / index["db"]).read_bytes()))
    found: dict[str, list[Verdict]] = defaultdict(list)
    async with open_house(folder / "data", FixedClock(index["now"])) as house:
        house.monitoring.is_connected = False
        logs = house.app.data_folder / "logs"
        logs.mkdir(exist_ok=True)
        (logs / LOG_FILE).write_text("started\n")
        order = FileOrder(path=file, server=index["config"]["server_identifier"])
        await house.app.importers.import_and_wait(order)
        for case in _delivered(index["cases"]):
            answer = await _answer(tool, house, case)
            outcome, places = tool.judge(case, recorded[case["id"]], answer)
            found[_command(case)].append(Verdict(case["id"], outcome, places))
    return found


def _recorded() -> tuple[dict[str, Any], dict[str, Any]]:
    """The list of cases, and the recorded answer of each."""
    answers = {}
    with tarfile.open(RECORDED / "responses.tar.gz") as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            answer = json.load(file)
            answers[answer["id"]] = answer
    return json.loads((RECORDED / "index.json").read_text()), answers


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _delivered(cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Cases of commands that are there, and those about commands that nobody has."""
    specified = {command["name"] for command in json.loads(COMMANDS.read_text())["commands"]}
    for case in cases:
        is_known = case["cmd"] in REGISTRY.names or case["cmd"] not in specified
        if is_known:
            yield case


def _command(case: dict[str, Any]) -> str:
    return case["cmd"] if case["cmd"] in REGISTRY.names else WITHOUT_COMMAND


async def _answer(tool: ModuleType, house: House, case: dict[str, Any]) -> dict[str, Any]:
    sent = [(name, house.key if text == "$KEY" else text) for name, text in case["params"].items()]
    query, path, method = urlencode(sent), case.get("path", "/api/v2"), case.get("method", "GET")
    if method == "POST":
        response = await house.client.post(path, content=query, headers=FORM)
    else:
        response = await house.client.request(method, f"{path}?{query}" if query else path)
    kind = response.headers.get("content-type", "")
    form, body = tool.parse_body(response.content, kind)
    answer = {"status": response.status_code, "content_type": kind, "form": form, "body": body}
    return answer | {"shape": tool.shape(body), "result": tool.envelope(form, body)}
