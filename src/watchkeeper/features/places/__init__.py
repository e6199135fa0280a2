"""Where addresses are, by a database that the owner brings; nothing is asked of anybody."""

from __future__ import annotations

from watchkeeper.features.places.places import DatabaseState, PlaceAsked, Places
from watchkeeper.features.places.ports import LocationDatabase

__all__ = ["DatabaseState", "LocationDatabase", "PlaceAsked", "Places"]
