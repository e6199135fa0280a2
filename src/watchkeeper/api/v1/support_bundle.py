"""What the API asks of the pages: the support bundle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from watchkeeper.features.accounts.access import Principal

SupportBundle = Callable[[Principal | None], Awaitable[bytes]]
"""The support bundle as a ZIP file, for somebody; the pages make it, with their stand-ins."""
