"""What the tabs of a notifier show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any

from watchkeeper.application import Application
from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.conditions import FIELD as CONDITIONS_FIELD
from watchkeeper.domain.notices.logic import FIELD as LOGIC_FIELD
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.notifications import Notifier, Wording
from watchkeeper.features.notifications.notifiers.rule import conditions_of
from watchkeeper.features.notifications.rehearsal import DAYS, KIND
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.texts import _, told
from watchkeeper.values import dataclass
from watchkeeper.web.pages.notifications.tabs import Entered, trigger_named
from watchkeeper.web.rendering import Message
from watchkeeper.web.views.notifications.conditions import (
    condition_fields,
    condition_rows,
    known_parameters,
    number_parameters,
    operator_words,
    rows_of,
    sentence,
)
from watchkeeper.web.views.notifications.dryrun import dry_run_view
from watchkeeper.web.views.notifications.options import (
    DIGESTS,
    ONCES,
    QUIET,
    WATCHED,
    options_form,
)
from watchkeeper.web.views.notifications.settings_form import setting_rows
from watchkeeper.web.views.notifications.texts import PreviewView, preview_view, text_form
from watchkeeper.web.views.notifications.triggers import GROUPS, label_of, trigger_groups

Values = dict[str, Any]  # Any: views of many shapes
USUAL_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page is made of: a notifier as it is, or as somebody wants it to be."""

    notifier: Notifier
    query: Mapping[str, str]
    entered: Entered | None = None  # None: nobody sent anything
    problems: Mapping[str, str] = field(default_factory=dict)  # by field
    said: Message | None = None  # what came of a test


class TabValues:
    """Gathers what each tab shows."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._makers: Mapping[str, Callable[[Shown], Awaitable[Values]]] = {
            "settings": self._settings,
            "triggers": self._triggers,
            "texts": self._texts,
            "conditions": self._conditions,
            "options": self._options,
            "dry-run": self._dry_run,
        }

    async def of(self, tab: str, shown: Shown) -> Values:
        """The values of a tab."""
        return await self._makers[tab](shown)

    async def preview(self, notifier: Notifier, trigger: str, event: str) -> PreviewView:
        """What a notifier would send of an event; the newest one where that is not there."""
        known = trigger_named(trigger, notifier)
        offered = await self._app.previews.events(notifier, known)
        try:
            found = await self._app.previews.of(notifier, known, event, offered)
        except NotFoundError:
            found = await self._app.previews.of(notifier, known, offered[-1].reference, offered)
        return preview_view(notifier, found, offered, self._app.zone)

    async def _settings(self, shown: Shown) -> Values:
        texts = shown.entered.texts if shown.entered else None
        name = shown.notifier.friendly_name
        return {
            "rows": setting_rows(shown.notifier, texts, shown.problems),
            "friendly_name": texts.get("friendly_name", "") if texts else name,
        }

    async def _triggers(self, shown: Shown) -> Values:
        return {"groups": trigger_groups(shown.notifier)}

    async def _texts(self, shown: Shown) -> Values:
        notifier, entered = shown.notifier, shown.entered
        sent = entered.texts if entered else shown.query
        trigger = trigger_named(sent.get("trigger", ""), notifier)
        wording = notifier.wording(trigger.name)
        if entered:
            wording = Wording(entered.get("subject"), entered.get("body"))
        return {
            "form": text_form(notifier, trigger, wording, shown.problems),
            "trigger_groups": [
                (_(title), [(name, label_of(name), name in notifier.triggers) for name in names])
                for title, names in GROUPS.items()
            ],
            "preview": await self.preview(notifier, trigger.name, sent.get("event", "")),
            "parameters": known_parameters(),
        }

    async def _conditions(self, shown: Shown) -> Values:
        notifier, entered = shown.notifier, shown.entered
        if entered:
            rows, logic = rows_of(entered.columns), entered.get("logic")
        else:
            rows, logic = condition_rows(notifier.conditions, notifier.logic), notifier.logic
        return {
            "rows": condition_fields(rows, is_refused=CONDITIONS_FIELD in shown.problems),
            "logic": logic,
            "logic_problem": shown.problems.get(LOGIC_FIELD, ""),
            "sentence": _sentence(notifier),
            "parameters": known_parameters(),
            "number_parameters": number_parameters(),
            "text_operators": operator_words("str"),
            "number_operators": operator_words("int"),
        }

    async def _options(self, shown: Shown) -> Values:
        texts = shown.entered.texts if shown.entered else None
        return {
            "options": options_form(shown.notifier, texts),
            "watched": WATCHED,
            "onces": ONCES,
            "quiet": QUIET,
            "digests": DIGESTS,
        }

    async def _dry_run(self, shown: Shown) -> Values:
        days = whole_number(shown.query.get("days", ""))
        chosen = days if days in DAYS else USUAL_DAYS
        values: Values = {"run": None, "refused": "", "all_days": DAYS, "days": chosen}
        if await self._is_given_up(whole_number(shown.query.get("job", ""))):
            return values | {"is_given_up": True}
        try:
            found = await self._app.rehearsals.of(shown.notifier, chosen)
        except InputError as error:
            return values | {"refused": told(error)}
        if isinstance(found, Job):
            return values | {"looking": found}
        return values | {"run": dry_run_view(shown.notifier, found, self._app.zone)}

    async def _is_given_up(self, job_id: int | None) -> bool:
        """Whether the job that a page waits for was stopped or failed: no other one is begun."""
        if job_id is None:
            return False
        job = await self._app.jobs.get(job_id)
        return job.kind == KIND and job.state in {JobState.STOPPED, JobState.FAILED}


def _sentence(notifier: Notifier) -> str | None:
    """What the conditions mean; None where they cannot be read."""
    try:
        return sentence(conditions_of(notifier))
    except InputError:
        return None
