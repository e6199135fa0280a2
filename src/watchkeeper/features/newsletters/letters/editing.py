"""Changing parts of a newsletter: what is not named stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from watchkeeper.errors import InputError
from watchkeeper.features.newsletters.letters.newsletter import (
    ENCRYPTIONS,
    PORTS,
    Newsletter,
    Way,
    as_json,
    stored_design,
)
from watchkeeper.features.newsletters.letters.receivers import checked_addresses
from watchkeeper.features.newsletters.making.texts import USUAL, checked
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

LONGEST = 20_000
"""Characters of a text; templates have a bound of their own."""
LISTS = ("to", "cc", "bcc")
ASKED = {
    Way.NOTIFIER: N_("Choose a mail notifier."),
    Way.TEXT: N_("Choose a notifier through which the text goes."),
}
"""Ways that need a notifier, and what is said where none was chosen."""
Values = Mapping[str, Any]  # Any: values of many types


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be changed, in the words of each part."""

    row: Values = field(default_factory=dict)  # friendly_name, id_name, active, cron, texts
    config: Values = field(default_factory=dict)  # Tautulli's settings of a newsletter
    email: Values = field(default_factory=dict, repr=False)  # and of its mail
    design: Values = field(default_factory=dict, repr=False)  # fields of `Design`


def way_edit(way: Way, notifier: int) -> Edit:
    """A way out, in Tautulli's settings; a way that needs no notifier forgets it.

    Raises:
        InputError: it needs one, and none was chosen.
    """
    through = notifier if way in ASKED else 0
    if way in ASKED and not through:
        raise InputError(ASKED[way], field="notifier")
    return Edit(
        config={
            "formatted": int(way is not Way.TEXT),
            "save_only": int(way is Way.SAVE),
            "notifier_id": through if way is Way.TEXT else 0,
        },
        email={"notifier_id": through if way is Way.NOTIFIER else 0},
    )


def edited(before: Newsletter, edit: Edit) -> dict[str, Any]:  # Any: columns of the table
    """The settings after a change; `Newsletters.put` checks the rest of them.

    Raises:
        InputError: a text or an address cannot be used; `field` names it.
    """
    for name in USUAL.keys() & edit.row.keys():
        text = str(edit.row[name])
        if len(text) > LONGEST:
            raise InputError("This text is too long.", field=name)
        checked(text, name)
    _check_mail(before, edit.email)
    lists = {name: edit.email[name] for name in LISTS if name in edit.email}
    told = {name: checked_addresses("\n".join(some), name) for name, some in lists.items()}
    return {
        **before.content,
        **edit.row,
        "newsletter_config": as_json({**before.config, **edit.config}),
        "email_config": as_json({**before.email, **edit.email, **told}),
        "design": stored_design(replace(before.design, **edit.design)),
    }


def _check_mail(before: Newsletter, email: Values) -> None:
    """What is new about the mail server; what came from a Tautulli may stay as it is."""
    changed = {name: value for name, value in email.items() if value != before.email[name]}
    if changed.get("from"):
        checked_addresses(str(changed["from"]), "from")
    if changed.get("smtp_port", PORTS[0]) not in PORTS:
        raise InputError("A port is a number from 1 to 65535.", field="smtp_port")
    if changed.get("tls", 0) not in range(len(ENCRYPTIONS)):
        raise InputError("Encryption is none, STARTTLS or TLS.", field="tls")
