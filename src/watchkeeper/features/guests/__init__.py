"""What people of the servers may see themselves, and what is shown of them to others."""

from __future__ import annotations

from watchkeeper.features.guests.admission import GuestAdmission, is_allowed
from watchkeeper.features.guests.links import NewLink, SharedYear, YearLinks
from watchkeeper.features.guests.opting_out import OptingOut

__all__ = ["GuestAdmission", "NewLink", "OptingOut", "SharedYear", "YearLinks", "is_allowed"]
