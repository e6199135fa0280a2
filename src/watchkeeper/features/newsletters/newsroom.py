"""All parts of newsletters, wired, as they are handed to every protocol."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.issues import Issues
from watchkeeper.features.newsletters.newsletters import Newsletters
from watchkeeper.features.newsletters.press import Press
from watchkeeper.features.newsletters.receivers import Receivers
from watchkeeper.features.newsletters.sending import Sending
from watchkeeper.features.newsletters.unsubscribing import Unsubscribing


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Newsletters from their settings to their readers."""

    letters: Newsletters
    issues: Issues
    press: Press
    sending: Sending
    receivers: Receivers
    unsubscribing: Unsubscribing
    addresses: Addresses
