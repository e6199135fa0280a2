"""All tables, one module a noun."""

from __future__ import annotations

from watchkeeper.db.tables.accounts import account, api_key, sign_in, web_session
from watchkeeper.db.tables.browsers import push_subscription
from watchkeeper.db.tables.guests import guest_invitation, shared_year, year_opt_out
from watchkeeper.db.tables.history import (
    item,
    play,
    play_deleted,
    player,
    record_state,
    saved_view,
    stream,
)
from watchkeeper.db.tables.metadata import metadata
from watchkeeper.db.tables.monitoring import (
    collection,
    collection_gap,
    last_stop,
    session,
)
from watchkeeper.db.tables.newsletters import (
    newsletter,
    newsletter_delivery,
    newsletter_issue,
    newsletter_unsubscribed,
)
from watchkeeper.db.tables.notifications import (
    notice,
    notifier,
    occasion,
    trouble,
    untold_arrival,
)
from watchkeeper.db.tables.people import erased_account, person_account, user_privacy
from watchkeeper.db.tables.servers import library, server, user
from watchkeeper.db.tables.system import (
    audit,
    change,
    job,
    kept_row,
    mirror,
    plan,
    preference,
    taken_row,
)
from watchkeeper.db.tables.upkeep import ignored_finding, library_item, library_reading

__all__ = [
    "account",
    "api_key",
    "audit",
    "change",
    "collection",
    "collection_gap",
    "erased_account",
    "guest_invitation",
    "ignored_finding",
    "item",
    "job",
    "kept_row",
    "last_stop",
    "library",
    "library_item",
    "library_reading",
    "metadata",
    "mirror",
    "newsletter",
    "newsletter_delivery",
    "newsletter_issue",
    "newsletter_unsubscribed",
    "notice",
    "notifier",
    "occasion",
    "person_account",
    "plan",
    "play",
    "play_deleted",
    "player",
    "preference",
    "push_subscription",
    "record_state",
    "saved_view",
    "server",
    "session",
    "shared_year",
    "sign_in",
    "stream",
    "taken_row",
    "trouble",
    "untold_arrival",
    "user",
    "user_privacy",
    "web_session",
    "year_opt_out",
]
