"""The people on the servers: who they are, what they are called, what they may see."""

from __future__ import annotations

from watchkeeper.features.users.user import User, UserCard, UsersChanged
from watchkeeper.features.users.users import Users

__all__ = ["User", "UserCard", "Users", "UsersChanged"]
