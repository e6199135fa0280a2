"""What is kept of a person: handed out, shortened, erased."""

from __future__ import annotations

from watchkeeper.features.privacy.parts import PrivacyParts
from watchkeeper.features.privacy.service import Held, PersonalData

__all__ = ["Held", "PersonalData", "PrivacyParts"]
