"""Which tables hold something about a person, and what becomes of it when they are erased.

Every table of the database is in this list: a test fails for one that is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from watchkeeper.texts import N_


class Rule(StrEnum):
    """How a person's part of a table is found."""

    ACCOUNT = "account"  # by its columns server_id and user_id: the rows go
    NUMBER = "number"  # by its column user_id alone: the rows go unless another server needs them
    CONTENT = "content"  # by the user_id in its JSON: the rows go
    OWN = "own"  # in a way of its own: the rows go
    TEXT = "text"  # traces in its texts are blotted out, the rows stay
    NOTHING = "nothing"  # says nothing about anybody


HOLDINGS: Mapping[str, Rule] = {
    "play": Rule.ACCOUNT,
    "play_deleted": Rule.CONTENT,
    "session": Rule.CONTENT,
    "last_stop": Rule.ACCOUNT,
    "player": Rule.OWN,  # devices that nobody else used
    "user": Rule.ACCOUNT,
    "person_account": Rule.ACCOUNT,
    "user_privacy": Rule.ACCOUNT,
    "year_opt_out": Rule.ACCOUNT,
    "shared_year": Rule.OWN,
    "guest_invitation": Rule.NUMBER,
    "web_session": Rule.OWN,  # of the guest account
    "account": Rule.NUMBER,
    "sign_in": Rule.OWN,
    "notice": Rule.ACCOUNT,
    "occasion": Rule.ACCOUNT,
    "kept_row": Rule.CONTENT,
    "audit": Rule.CONTENT,
    "job": Rule.TEXT,
    "plan": Rule.TEXT,
    "change": Rule.TEXT,
    "preference": Rule.TEXT,
    "api_key": Rule.TEXT,
    "ignored_finding": Rule.TEXT,
    "saved_view": Rule.TEXT,
    "notifier": Rule.NOTHING,  # sealed settings of the owner
    "push_subscription": Rule.NOTHING,  # sealed, of the owner's own browsers
    "newsletter": Rule.NOTHING,  # the same
    "newsletter_issue": Rule.TEXT,
    "newsletter_delivery": Rule.TEXT,
    "newsletter_unsubscribed": Rule.TEXT,
    "untold_arrival": Rule.NOTHING,
    "trouble": Rule.NOTHING,
    "item": Rule.NOTHING,
    "stream": Rule.NOTHING,
    "server": Rule.NOTHING,
    "library": Rule.NOTHING,
    "library_item": Rule.NOTHING,
    "library_reading": Rule.NOTHING,
    "record_state": Rule.NOTHING,
    "collection": Rule.NOTHING,
    "collection_gap": Rule.NOTHING,
    "mirror": Rule.NOTHING,
    "taken_row": Rule.NOTHING,
    "erased_account": Rule.NOTHING,  # keyed hashes
}

CONTENTS: Mapping[str, tuple[str, ...]] = {
    "play_deleted": ("content",),
    "session": ("description",),
    "kept_row": ("content",),
    "audit": ("before", "after", "subject"),
}
"""For `Rule.CONTENT`: the columns to look into."""

SWEPT = (Rule.TEXT, Rule.CONTENT)
"""Tables whose rows that stay are freed of traces in all their texts."""

WORDS: Mapping[str, str] = {
    "play": N_("plays"),
    "play_deleted": N_("deleted plays that could be restored"),
    "session": N_("running streams"),
    "last_stop": N_("last stops on devices"),
    "user": N_("accounts on servers"),
    "sign_in": N_("sign-ins"),
    "account": N_("guest accounts"),
    "web_session": N_("sessions in browsers"),
    "guest_invitation": N_("invitations"),
    "shared_year": N_("shared years in review"),
    "notice": N_("notifications about them"),
    "occasion": N_("events that notifications wait for"),
    "kept_row": N_("rows kept from Tautulli, such as notification logs"),
    "audit": N_("entries of the audit trail"),
}
"""What the owner is told of; the other tables hold settings of theirs alone."""
