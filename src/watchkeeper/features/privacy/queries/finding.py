"""Whose rows are whose: by account, by number, by what their JSON says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from watchkeeper.db.tables import (
    account,
    metadata,
    play,
    play_deleted,
    player,
    shared_year,
    sign_in,
    user,
    web_session,
)
from watchkeeper.features.privacy.holdings import CONTENTS, HOLDINGS, Rule
from watchkeeper.features.privacy.traces import Traces

Row = Mapping[str, Any]  # Any: values of any table


def traces_of(conn: Connection, accounts: tuple[tuple[int, int], ...]) -> Traces:
    """What the record knows these accounts by."""
    mine = _of_accounts(user, accounts)
    numbers = {number for _, number in accounts}
    shared = select(user.c.user_id).where(user.c.user_id.in_(numbers), ~mine)
    lone = numbers - set(conn.execute(shared).scalars())
    return Traces.of(accounts, lone, (*_names(conn, accounts), *_places(conn, accounts)))


def condition(table: Table, traces: Traces) -> ColumnElement[bool]:
    """Which rows of a table are the person's, as far as SQL can tell.

    For `Rule.CONTENT` it names candidates: `is_theirs` decides.
    """
    rule = HOLDINGS[table.name]
    if rule is Rule.ACCOUNT:
        return _of_accounts(table, traces.accounts)
    if rule is Rule.NUMBER:
        return table.c.user_id.in_(traces.lone_numbers)
    if rule is Rule.CONTENT:
        return _candidates(table, traces)
    return _own(table, traces) if rule is Rule.OWN else false()


def is_theirs(table: Table, row: Row, traces: Traces) -> bool:
    """Whether a candidate is about the person."""
    if HOLDINGS[table.name] is not Rule.CONTENT:
        return True
    server_id = row.get("server_id")
    if table.name == "audit" and _is_subject(str(row["subject"]), traces):
        return True
    texts = [row[name] for name in CONTENTS[table.name] if name != "subject" and row[name]]
    return any(_names_account(text, server_id, traces) for text in texts)


def rows_of(conn: Connection, table: Table, traces: Traces, part: int) -> Iterator[list[Row]]:
    """The person's rows, in parts; a part is read whole before it is given out."""
    key = list(table.primary_key.columns)
    wanted = select(table).where(condition(table, traces)).order_by(*key)
    last: tuple[Any, ...] | None = None  # Any: values of the key
    while True:
        later = wanted if last is None else wanted.where(tuple_(*key) > last)
        found = conn.execute(later.limit(part)).mappings()
        rows: list[Row] = [{str(name): value for name, value in row.items()} for row in found]
        if not rows:
            return
        last = tuple(rows[-1][column.name] for column in key)
        theirs = [row for row in rows if is_theirs(table, row, traces)]
        if theirs:
            yield theirs


def count_of(conn: Connection, table: Table, traces: Traces) -> int:
    """How many rows of a table are the person's."""
    if HOLDINGS[table.name] is Rule.CONTENT:
        return sum(len(part) for part in rows_of(conn, table, traces, 500))
    found = select(func.count()).select_from(table).where(condition(table, traces))
    return int(conn.execute(found).scalar_one())


def personal_tables() -> list[Table]:
    """Tables with rows of people; those that refer to others come first, players last."""
    found = reversed(metadata.sorted_tables)
    holding = [table for table in found if HOLDINGS[table.name] not in {Rule.TEXT, Rule.NOTHING}]
    return sorted(holding, key=lambda table: table is player)


def _names(conn: Connection, accounts: tuple[tuple[int, int], ...]) -> set[str]:
    """How they are called, unless somebody else is called so too."""
    columns = (user.c.username, user.c.friendly_name, user.c.title, user.c.email)
    mine = _of_accounts(user, accounts)
    own = {text for row in conn.execute(select(*columns).where(mine)) for text in row if text}
    past = select(play.c.username).where(_of_accounts(play, accounts)).distinct()
    own |= {text for text in conn.execute(past).scalars() if text}
    others = {text for row in conn.execute(select(*columns).where(~mine)) for text in row if text}
    numbers = {number for _, number in accounts}
    is_other = account.c.user_id.is_(None) | account.c.user_id.not_in(numbers)
    others |= set(conn.execute(select(account.c.name).where(is_other)).scalars())
    taken = {text.casefold() for text in others}
    return {text for text in own if text.casefold() not in taken}


def _places(conn: Connection, accounts: tuple[tuple[int, int], ...]) -> set[str]:
    """Network addresses and devices that nobody else used."""
    mine = _of_accounts(play, accounts)
    address = select(play.c.ip_address)
    own = set(conn.execute(address.where(mine).distinct()).scalars())
    own -= set(conn.execute(address.where(~mine, play.c.ip_address.in_(own)).distinct()).scalars())
    machine = select(player.c.machine_id).join_from(play, player)
    devices = set(conn.execute(machine.where(mine).distinct()).scalars())
    used = machine.where(~mine, player.c.machine_id.in_(devices)).distinct()
    devices -= set(conn.execute(used).scalars())
    return {text for text in own | devices if text}


def _of_accounts(table: Table, accounts: Iterable[tuple[int, int]]) -> ColumnElement[bool]:
    by_server: dict[int, list[int]] = {}
    for server_id, user_id in accounts:
        by_server.setdefault(server_id, []).append(user_id)
    return or_(
        false(),
        *(
            (table.c.server_id == server_id) & table.c.user_id.in_(numbers)
            for server_id, numbers in by_server.items()
        ),
    )


def _own(table: Table, traces: Traces) -> ColumnElement[bool]:
    if table is player:
        return _is_unused(player)
    if table is web_session:
        theirs = select(account.c.id).where(account.c.user_id.in_(traces.lone_numbers))
        return table.c.account_id.in_(theirs)
    if table is sign_in:
        names = [word.casefold() for word in traces.words]
        by_name = func.lower(table.c.username).in_(names)
        return table.c.user_id.in_(traces.lone_numbers) | by_name
    if table is shared_year:
        named = [f"{server_id}-{user_id}" for server_id, user_id in traces.accounts]
        padded = "," + func.coalesce(table.c.accounts, "") + ","
        by_account = or_(false(), *(padded.contains(f",{one},", autoescape=True) for one in named))
        return by_account | table.c.shared_by.in_(traces.lone_numbers)
    message = f"nothing is known of the table {table.name}"
    raise KeyError(message)


def _is_unused(table: Table) -> ColumnElement[bool]:
    """Players of no play, nor of one that could be restored."""
    in_json = literal('"player_id":') + cast(table.c.id, Text) + literal(",")
    restorable = select(play_deleted.c.play_id).where(play_deleted.c.content.contains(in_json))
    played = select(play.c.id).where(play.c.player_id == table.c.id)
    return ~played.exists() & ~restorable.exists()


def _candidates(table: Table, traces: Traces) -> ColumnElement[bool]:
    numbers = {number for _, number in traces.accounts}
    texts = [f'"user_id":{number}' for number in numbers]
    columns = [table.c[name] for name in CONTENTS[table.name]]
    found = [
        column.contains(text, autoescape=True)
        for column in columns
        for text in (*texts, *(f"/{number}" for number in numbers if column.name == "subject"))
    ]
    return or_(false(), *found)


def _is_subject(subject: str, traces: Traces) -> bool:
    named = subject.removeprefix("user:").split(",") if subject.startswith("user:") else []
    return any(f"{server_id}/{user_id}" in named for server_id, user_id in traces.accounts)


def _names_account(text: str, server_id: object, traces: Traces) -> bool:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return _has_account(content, server_id, traces)


def _has_account(content: object, server_id: object, traces: Traces) -> bool:
    if isinstance(content, dict):
        server_id = content.get("server_id", server_id)
        if "user_id" in content and traces.name_account(server_id, content["user_id"]):
            return True
        return any(_has_account(value, server_id, traces) for value in content.values())
    if isinstance(content, list):
        return any(_has_account(value, server_id, traces) for value in content)
    return False
