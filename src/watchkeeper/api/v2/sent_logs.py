"""What was sent, here and before an import: the logs of notifications and of newsletters."""

from __future__ import annotations

from datetime import datetime, tzinfo

from watchkeeper.api.v2.answers import Said
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    empty_table,
    table,
    table_request,
)
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.newsletters import Issue
from watchkeeper.features.newsletters.letters.newsletter import AGENT
from watchkeeper.features.notifications import Notice, NoticeState

NOTIFICATIONS, NEWSLETTERS = "notify_log", "newsletter_log"
TOLD = ("timestamp", "notifier_id", "agent_name", "notify_action", "subject_text", "body_text")
NOTIFICATION_FACTS = (
    "timestamp", "session_key", "rating_key", "user_id", "user", "notifier_id", "agent_id",
    "agent_name", "notify_action", "subject_text", "body_text", "success",
)  # fmt: skip
NOTIFICATION_COLUMNS = TableColumns.of(
    *TOLD, searchable=TOLD, usual="timestamp", also=("id", *NOTIFICATION_FACTS)
)
MAILED = (
    "timestamp", "newsletter_id", "agent_name", "notify_action", "subject_text", "body_text",
    "start_date", "end_date", "uuid",
)  # fmt: skip
NEWSLETTER_FACTS = (
    "timestamp", "newsletter_id", "agent_id", "agent_name", "notify_action", "subject_text",
    "body_text", "start_date", "end_date", "uuid", "success",
)  # fmt: skip
NEWSLETTER_COLUMNS = TableColumns.of(
    *MAILED, searchable=MAILED, usual="timestamp", also=("id", *NEWSLETTER_FACTS)
)


@command("get_notification_log", params=TableParams)
async def get_notification_log(call: Call, params: TableParams) -> object:
    """The notifications that were sent."""
    request = table_request(params, NOTIFICATION_COLUMNS)
    if request is None:
        return empty_table()
    kept = await _kept(call, NOTIFICATIONS, NOTIFICATION_FACTS)
    ours = [log_row(each) for each in await call.app.outbox.log(call.server_id) if each.attempts]
    found = table(request, [*kept, *ours], len(kept) + len(ours))
    found["data"] = [{**row, "body_text": _with_breaks(row["body_text"])} for row in found["data"]]
    return found


@command("get_newsletter_log", params=TableParams)
async def get_newsletter_log(call: Call, params: TableParams) -> object:
    """The newsletters that were sent."""
    request = table_request(params, NEWSLETTER_COLUMNS)
    if request is None:
        return empty_table()
    kept = await _kept(call, NEWSLETTERS, NEWSLETTER_FACTS)
    issues = await call.app.newsroom.issues.log(call.server_id)
    ours = [issue_row(each, call.app.zone) for each in reversed(issues)]
    return table(request, [*kept, *ours], len(kept) + len(ours))


@command("delete_notification_log", params=NoParams, scope=Scope.WRITE)
async def delete_notification_log(call: Call, _params: NoParams) -> object:
    """Forget all notifications that were sent."""
    await call.app.kept.delete(call.server_id, NOTIFICATIONS)
    await call.app.outbox.forget_log(call.server_id)
    return Said("Cleared notification logs.")


@command("delete_newsletter_log", params=NoParams, scope=Scope.WRITE)
async def delete_newsletter_log(call: Call, _params: NoParams) -> object:
    """Forget all newsletters that were sent."""
    await call.app.kept.delete(call.server_id, NEWSLETTERS)
    await call.app.newsroom.issues.forget_log(call.server_id)
    return Said("Cleared newsletter logs.")


def log_row(notice: Notice) -> Row:
    """A message as Tautulli's log has it."""
    draft = notice.draft
    return {
        "id": notice.number,
        "timestamp": draft.occurred_at,
        "session_key": draft.session_key,
        "rating_key": draft.rating_key,
        "user_id": draft.user_id,
        "user": draft.user or None,
        "notifier_id": draft.notifier,
        "agent_id": draft.agent_id,
        "agent_name": draft.agent_name,
        "notify_action": draft.action,
        "subject_text": draft.subject,
        "body_text": draft.body,
        "success": int(notice.state is NoticeState.SENT),
    }


def issue_row(issue: Issue, zone: tzinfo) -> Row:
    """An issue as Tautulli's log has it; the dates are those of the owner's clock."""
    start, end = (
        datetime.fromtimestamp(at, zone).date().isoformat() for at in (issue.start_at, issue.end_at)
    )
    return {
        "id": issue.number,
        "timestamp": issue.made_at,
        "newsletter_id": issue.newsletter,
        "agent_id": AGENT["agent_id"],
        "agent_name": AGENT["agent_name"],
        "notify_action": issue.action,
        "subject_text": issue.subject,
        "body_text": issue.body,
        "start_date": start,
        "end_date": end,
        "uuid": issue.uuid,
        "success": int(issue.is_good),
    }


async def _kept(call: Call, log: str, names: tuple[str, ...]) -> list[Row]:
    rows = await call.app.kept.rows(call.server_id, log)
    return [{"id": row.row_id, **{name: row.content.get(name) for name in names}} for row in rows]


def _with_breaks(text: object) -> object:
    if not isinstance(text, str):
        return text
    return text.replace("\r\n", "<br />").replace("\n", "<br />").replace("\r", "<br />")


COMMANDS = (
    get_notification_log,
    get_newsletter_log,
    delete_notification_log,
    delete_newsletter_log,
)
