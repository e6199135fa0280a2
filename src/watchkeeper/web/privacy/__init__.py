"""The privacy view: stand-ins for names, titles, addresses and pictures on every page."""

from __future__ import annotations

from watchkeeper.web.privacy.disguise import Disguise
from watchkeeper.web.privacy.known import Known, KnownTexts, Vocabulary
from watchkeeper.web.privacy.stand_ins import Kind, StandIns

__all__ = ["Disguise", "Kind", "Known", "KnownTexts", "StandIns", "Vocabulary"]
