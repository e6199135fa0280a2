"""What the forms of a notifier send, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType

from starlette.datastructures import FormData

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS, Trigger, trigger_of
from watchkeeper.errors import InputError
from watchkeeper.features.notifications import Notifier, read_options
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.texts import told
from watchkeeper.values import dataclass
from watchkeeper.web.views.notifications.conditions import MOST_ROWS, kept_rows, rows_of
from watchkeeper.web.views.notifications.options import entered_options
from watchkeeper.web.views.notifications.settings_form import entered_settings

SAVE, SAVE_AND_TEST, ADD, REMOVE, PREVIEW, TEST, USUAL = (
    *("save", "save-test", "add", "remove-", "preview"),
    *("test", "usual"),
)
"""What a button of a form asks for; "remove-" is followed by the number of a row."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody entered: the texts of single fields, and the columns of repeated ones."""

    texts: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def act(self) -> str:
        return self.texts.get("act", SAVE)

    @property
    def is_to_be_kept(self) -> bool:
        """Whether the button asks for what was entered to be used, not only shown anew."""
        return self.act not in {ADD, PREVIEW} and not self.act.startswith(REMOVE)

    def get(self, name: str) -> str:
        """A text, "" when it was not sent."""
        return self.texts.get(name, "")

    def with_rows_changed(self) -> Entered:
        """With a row more, or one less, as the button asks."""
        columns = {name: list(self.columns.get(name, ())) for name in ROW}
        if self.act == ADD and len(columns["parameter"]) < MOST_ROWS:
            for values in columns.values():
                values.append("")
        number = whole_number(self.act.removeprefix(REMOVE))
        if number is not None:
            for values in columns.values():
                del values[number : number + 1]
        return replace(self, columns={**self.columns, **columns})


ROW = ("parameter", "operator", "value")
REPEATED = (*ROW, "trigger_on")


def entered_of(form: FormData) -> Entered:
    """A form as it was sent, with the line ends of this side."""
    texts = {
        name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)
    }
    columns = {
        name: [value for value in form.getlist(name) if isinstance(value, str)] for name in REPEATED
    }
    return Entered(texts, columns)


def trigger_named(name: str, notifier: Notifier) -> Trigger:
    """The trigger of that name; without one the first that sets the notifier off."""
    chosen = name or next(iter(notifier.triggers), ALL_TRIGGERS[0].name)
    return trigger_of(chosen) or ALL_TRIGGERS[0]


Change = tuple[NotifierEdit, dict[str, str]]
"""What a form changes, and what cannot be kept of it, by field."""


def edit_of(tab: str, notifier: Notifier, entered: Entered) -> Change:
    """What the form of a tab changes."""
    try:
        return CHANGES[tab](notifier, entered)
    except InputError as error:
        return NotifierEdit(), {error.field or "": told(error)}


def _settings(notifier: Notifier, entered: Entered) -> Change:
    found = entered_settings(notifier.agent, entered.texts) if notifier.agent else None
    edit = NotifierEdit(
        friendly_name=entered.get("friendly_name").strip(),
        settings=found.values if found else {},
    )
    return edit, dict(found.problems) if found else {}


def _triggers(_notifier: Notifier, entered: Entered) -> Change:
    chosen = frozenset(entered.columns.get("trigger_on", ()))
    return NotifierEdit(triggers={one.name: one.name in chosen for one in ALL_TRIGGERS}), {}


def _texts(notifier: Notifier, entered: Entered) -> Change:
    trigger = trigger_named(entered.get("trigger"), notifier)
    subject, body = entered.get("subject"), entered.get("body")
    if entered.act == USUAL:
        has_texts = notifier.agent is not None and notifier.agent.has_texts
        subject, body = (trigger.subject, trigger.body) if has_texts else ("", "")
    texts = {f"{trigger.name}_subject": subject, f"{trigger.name}_body": body}
    return NotifierEdit(texts=texts, triggers={trigger.name: bool(entered.get("is_on"))}), {}


def _conditions(_notifier: Notifier, entered: Entered) -> Change:
    logic = entered.get("logic").strip()
    rows = kept_rows(rows_of(entered.columns), logic)
    return NotifierEdit(conditions=[row.sent() for row in rows], logic=logic), {}


def _options(_notifier: Notifier, entered: Entered) -> Change:
    return NotifierEdit(options=read_options(entered_options(entered.texts))), {}


CHANGES: Mapping[str, Callable[[Notifier, Entered], Change]] = MappingProxyType(
    {
        "settings": _settings,
        "triggers": _triggers,
        "texts": _texts,
        "conditions": _conditions,
        "options": _options,
    }
)
"""By tab."""
