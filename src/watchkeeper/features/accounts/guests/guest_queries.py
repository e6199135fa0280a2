"""The SQL of guests: their accounts and their invitations."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from watchkeeper.db.tables import account, guest_invitation
from watchkeeper.domain.facts import UserId
from watchkeeper.features.accounts.queries import Account, accounts, end_sessions_of
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that waits to be used once; instants in UTC seconds."""

    user_id: UserId
    created_at: int
    expires_at: int


def guests(conn: Connection) -> list[Account]:
    """Everybody who has been here as a guest."""
    return [found for found in accounts(conn) if found.role == "guest"]


def guest(conn: Connection, user_id: UserId) -> Account | None:
    """The account of a guest, None before the first visit."""
    return next((found for found in guests(conn) if found.user_id == user_id), None)


def ensure_guest(conn: Connection, user_id: UserId, name: str, now: int) -> Account:
    """The account of a guest, made when it is the first visit; names are given once."""
    known = guest(conn, user_id)
    if known is not None:
        return known
    given = free_name(name, [found.name for found in accounts(conn)])
    added = insert(account).values(
        name=given, password_hash="", role="guest", created_at=now, user_id=user_id
    )
    number = conn.execute(added.returning(account.c.id)).scalar_one()
    return Account(number, given, "", "guest", user_id)


def free_name(name: str, taken: list[str]) -> str:
    """The name, or the name and a number when somebody has it already.

    Examples:
        >>> free_name("bo", ["olga"]), free_name("Olga", ["olga", "olga 2"])
        ('bo', 'Olga 3')
    """
    known, number, wanted = {one.casefold() for one in taken}, 1, name
    while wanted.casefold() in known:
        number += 1
        wanted = f"{name} {number}"
    return wanted


def invite(conn: Connection, token_hash: str, invitation: Invitation) -> None:
    """Keep a new invitation; earlier ones of the same person are of no use any more."""
    conn.execute(delete(guest_invitation).where(guest_invitation.c.user_id == invitation.user_id))
    conn.execute(
        insert(guest_invitation).values(
            token_hash=token_hash,
            user_id=invitation.user_id,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
    )


def invitation_with(conn: Connection, token_hash: str, now: int) -> Invitation | None:
    """The invitation of a token, None when it is used, too old or withdrawn."""
    columns = (guest_invitation.c.user_id, guest_invitation.c.created_at)
    row = conn.execute(
        select(*columns, guest_invitation.c.expires_at).where(
            guest_invitation.c.token_hash == token_hash, guest_invitation.c.expires_at > now
        )
    ).one_or_none()
    return Invitation(*row) if row else None


def invitation_of(conn: Connection, user_id: UserId, now: int) -> Invitation | None:
    """The invitation that waits for a person."""
    columns = (guest_invitation.c.user_id, guest_invitation.c.created_at)
    row = conn.execute(
        select(*columns, guest_invitation.c.expires_at).where(
            guest_invitation.c.user_id == user_id, guest_invitation.c.expires_at > now
        )
    ).one_or_none()
    return Invitation(*row) if row else None


def withdraw(conn: Connection, user_id: UserId) -> None:
    """Make the invitations of a person useless."""
    conn.execute(delete(guest_invitation).where(guest_invitation.c.user_id == user_id))


def accept(conn: Connection, token_hash: str, found: Account, password_hash: str) -> bool:
    """Use up an invitation for this password; False when somebody else has used it just now.

    Browsers that were signed in before are signed out.
    """
    used = delete(guest_invitation).where(
        guest_invitation.c.token_hash == token_hash,
        guest_invitation.c.user_id == found.user_id,
    )
    if not conn.execute(used).rowcount:
        return False
    conn.execute(
        update(account).where(account.c.id == found.id).values(password_hash=password_hash)
    )
    end_sessions_of(conn, found.id)
    return True


def forget(conn: Connection, user_id: UserId) -> None:
    """Delete a guest's account, sessions and invitations."""
    withdraw(conn, user_id)
    known = guest(conn, user_id)
    if known is not None:
        end_sessions_of(conn, known.id)
        conn.execute(delete(account).where(account.c.id == known.id))
