"""Ways to the outside by which notifications are sent, one for each of Tautulli's agents."""

from __future__ import annotations

from watchkeeper.integrations.channels.channels import SUPPORTED, Channels, Ways
from watchkeeper.integrations.channels.post import Poster
from watchkeeper.integrations.channels.script import Scripts

__all__ = ["SUPPORTED", "Channels", "Poster", "Scripts", "Ways"]
