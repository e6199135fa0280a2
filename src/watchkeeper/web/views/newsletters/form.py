"""The form of a newsletter: from its settings to fields, and from fields to settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.newsletters.blocks import TITLES, Block, read_blocks
from watchkeeper.domain.newsletters.schedule import Choice, choice_of, cron_of
from watchkeeper.errors import InputError
from watchkeeper.features.newsletters import Newsletter
from watchkeeper.features.newsletters.letters.editing import LISTS, Edit, way_edit
from watchkeeper.features.newsletters.letters.newsletter import Way
from watchkeeper.features.newsletters.letters.receivers import addresses
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

WAYS = {
    Way.MAIL: N_("a mail, through the mail server below"),
    Way.NOTIFIER: N_("a mail, through a mail notifier"),
    Way.TEXT: N_("its text alone, through any notifier"),
    Way.SAVE: N_("no message: only a page on the web and a file"),
}
SCHEDULES = {
    "daily": N_("every day"),
    "weekly": N_("on days of the week"),
    "monthly": N_("on a day of the month"),
    "cron": N_("as cron says"),
}
MAIL_TEXTS = ("from_name", "from", "smtp_server", "smtp_user")
TEXTS = ("subject", "body", "message")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm:
    """Every field as it is shown: texts, switches that are on, and what is chosen of lists."""

    texts: Mapping[str, str]
    on: frozenset[str]
    blocks: tuple[str, ...]  # chosen ones, in their order
    libraries: frozenset[str]
    people: frozenset[str]
    weekdays: frozenset[str]
    problem: str = ""
    wrong: str = ""  # the field that the problem is about
    secrets: frozenset[str] = frozenset()  # those that are set

    @property
    def places(self) -> list[tuple[str, str, int]]:
        """All blocks: name, title and place (0: left out); the chosen ones first."""
        others = [block.value for block in Block if block.value not in self.blocks]
        chosen = [(name, TITLES[Block(name)], at) for at, name in enumerate(self.blocks, 1)]
        return [*chosen, *((name, TITLES[Block(name)], 0) for name in others)]


def form_of(letter: Newsletter) -> LetterForm:
    """The form of a newsletter as it is stored."""
    design, config, email = letter.design, letter.config, letter.email
    choice = choice_of(str(letter.content.get("cron") or ""))
    texts = {
        "friendly_name": letter.friendly_name,
        "id_name": letter.id_name,
        **{name: letter.text(name) for name in TEXTS},
        "time_frame": str(config["time_frame"]),
        "time_frame_units": str(config["time_frame_units"]),
        "filename": str(config["filename"]),
        "schedule": choice.kind,
        "time": choice.time,
        "day": choice.day,
        "cron": choice.cron or str(letter.content.get("cron") or ""),
        "way": letter.way.value,
        "mail_notifier": str(email["notifier_id"]),
        "text_notifier": str(config["notifier_id"]),
        **{name: str(email[name]) for name in (*MAIL_TEXTS, "smtp_port", "tls")},
        **{name: "\n".join(_listed(email[name])) for name in LISTS},
        "accent": design.accent,
        "direction": design.direction,
        "pictures": design.pictures,
        "template": design.template,
        "smtp_password": "",
        "password": "",
    }
    on = {
        "active": letter.is_active,
        "everybody": design.everybody,
        "separately": design.separately,
        "names_people": design.names_people,
        "threaded": letter.is_threaded,
    }
    secrets = {"smtp_password": email["smtp_password"], "password": design.password}
    return LetterForm(
        texts=texts,
        on=frozenset(name for name, is_on in on.items() if is_on),
        blocks=tuple(block.value for block in design.blocks),
        libraries=frozenset(map(str, letter.section_ids)),
        people=frozenset(map(str, design.people)),
        weekdays=frozenset(choice.weekdays),
        secrets=frozenset(name for name, value in secrets.items() if value),
    )


def edit_of(form: LetterForm, before: Newsletter) -> Edit:
    """What the form means; secrets that are left blank stay.

    Raises:
        InputError: something cannot be used; `field` names it.
    """
    texts, out = form.texts, _out(form)
    return Edit(
        row={
            "friendly_name": texts["friendly_name"][:LONGEST_NAME],
            "id_name": texts["id_name"],
            **{name: texts[name] for name in TEXTS},
            "cron": cron_of(_choice(form)),
            "active": int("active" in form.on),
        },
        config={**_config(form), **out.config},
        email={**_email(form, before), **out.email},
        design=_design(form, before),
    )


def _config(form: LetterForm) -> dict[str, Any]:  # Any: values of many types
    texts = form.texts
    if not form.libraries:
        raise InputError("Choose at least one library.", field="libraries")
    return {
        "custom_cron": int(texts["schedule"] == "cron"),
        "time_frame": whole_number(texts["time_frame"]) or 0,
        "time_frame_units": texts["time_frame_units"],
        "threaded": int("threaded" in form.on),
        "filename": texts["filename"],
        "incl_libraries": sorted(form.libraries, key=lambda one: (len(one), one)),
    }


def _email(form: LetterForm, before: Newsletter) -> dict[str, Any]:  # Any: values of many types
    texts = form.texts
    if texts["way"] == Way.MAIL:
        _check_server(texts)
    return {
        **{name: texts[name] for name in MAIL_TEXTS},
        **{name: addresses(texts[name]) for name in LISTS},
        "smtp_port": _port(form, before),
        "tls": whole_number(texts["tls"]) or 0,
        "smtp_password": texts["smtp_password"] or before.email["smtp_password"],
    }


def _port(form: LetterForm, before: Newsletter) -> object:
    """The port; one that is left blank matters only where there is a mail server to reach."""
    port = whole_number(form.texts["smtp_port"]) or 0
    return port or (0 if form.texts["way"] == Way.MAIL else before.email["smtp_port"])


def _out(form: LetterForm) -> Edit:
    """The way out that was chosen."""
    if form.texts["way"] not in WAYS:
        raise InputError("Choose how it is sent.", field="way")
    way = Way(form.texts["way"])
    field = "text_notifier" if way is Way.TEXT else "mail_notifier"
    try:
        return way_edit(way, whole_number(form.texts[field]) or 0)
    except InputError as error:
        raise InputError(error.sentence, field=field) from None


def _check_server(texts: Mapping[str, str]) -> None:
    for name, words in (
        ("from", N_("From which address?")),
        ("smtp_server", N_("Which mail server?")),
    ):
        if not texts[name]:
            raise InputError(words, field=name)


def _design(form: LetterForm, before: Newsletter) -> dict[str, Any]:  # Any: values of many types
    texts, on = form.texts, form.on
    people = [whole_number(one) for one in form.people]
    return {
        "blocks": read_blocks(form.blocks),
        "accent": texts["accent"].lower(),
        "direction": texts["direction"],
        "pictures": texts["pictures"],
        "template": texts["template"],
        "separately": "separately" in on,
        "everybody": "everybody" in on,
        "names_people": "names_people" in on,
        "people": tuple(sorted(number for number in people if number is not None)),
        "password": texts["password"] or before.design.password,
    }


def _choice(form: LetterForm) -> Choice:
    texts = form.texts
    return Choice(
        kind=texts["schedule"],
        time=texts["time"],
        weekdays=tuple(form.weekdays),
        day=texts["day"],
        cron=texts["cron"],
    )


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
