"""Maps: pure functions from places to an SVG, over outlines that are made with the other assets."""

from __future__ import annotations

from watchkeeper.web.maps.draw import MapAsked, MapMark, PlaceMap, draw_map
from watchkeeper.web.maps.outlines import Outlines

__all__ = ["MapAsked", "MapMark", "Outlines", "PlaceMap", "draw_map"]
