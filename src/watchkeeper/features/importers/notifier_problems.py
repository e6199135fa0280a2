"""What the notifiers of a Tautulli ask for that is otherwise here, said for each of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from watchkeeper.db.foreign import ForeignFile
from watchkeeper.domain.facts import Fact, whole_number
from watchkeeper.domain.notices.agents import REFUSALS, TRIGGERS, agent_of
from watchkeeper.domain.notices.conditions import read_conditions
from watchkeeper.domain.notices.imported import imported_problems
from watchkeeper.domain.notices.logic import read_logic
from watchkeeper.errors import InputError
from watchkeeper.features.importers.other_tables import renamed_agent
from watchkeeper.features.importers.queries import tautulli

TABLE = "notifiers"
SCRIPTS = "scripts"
SCRIPTS_NEED = "scripts run only from a folder that WATCHKEEPER_SCRIPTS names"


def notifier_problems(file: ForeignFile) -> Counter[str]:
    """One line for each thing that an owner should change, with the notifier it is in."""
    found: Counter[str] = Counter()
    for number, row in tautulli.table_rows(file, TABLE):
        name = row.get("friendly_name") or row.get("agent_label") or row.get("agent_name")
        found.update(f"notifier {number} ({name}): {each}" for each in problems_of(row))
    return found


def problems_of(row: Mapping[str, Fact]) -> Iterator[str]:
    """What is to be changed in one notifier before it tells all that it told there."""
    row = renamed_agent(row)
    number = whole_number(row.get("agent_id"))
    agent = None if number is None else agent_of(number)
    if agent is None:
        yield "there is no such agent here"
        return
    if agent.name in REFUSALS:
        yield REFUSALS[agent.name]
    if agent.name == SCRIPTS:
        yield SCRIPTS_NEED
    yield from _of_conditions(row)
    for trigger in TRIGGERS:
        if whole_number(row.get(trigger)):
            yield from _of_texts(row, trigger, agent.name)


def _of_texts(row: Mapping[str, Fact], trigger: str, agent: str) -> Iterator[str]:
    for part in ("subject", "body"):
        text = row.get(f"{trigger}_{part}")
        if isinstance(text, str) and text and not (agent == SCRIPTS and part == "body"):
            for problem in imported_problems(text, agent):
                yield f"{trigger} {part}: {problem}"


def _of_conditions(row: Mapping[str, Fact]) -> Iterator[str]:
    try:
        stated = json.loads(str(row.get("custom_conditions") or "[]"))
        conditions = read_conditions(stated)
        read_logic(str(row.get("custom_conditions_logic") or ""), len(conditions))
    except ValueError:
        yield "its conditions are no JSON"
    except InputError as error:
        yield f"conditions: {error}"
