"""Where people outside see the posters that messages speak of."""

from __future__ import annotations

from watchkeeper.features.hosting.choice import CREDENTIALS, HostChoice, HostName
from watchkeeper.features.hosting.service import Hosting

__all__ = ["CREDENTIALS", "HostChoice", "HostName", "Hosting"]
