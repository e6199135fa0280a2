"""All parts of newsletters, wired, as they are handed to every protocol."""

from __future__ import annotations

from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.letters.newsletters import Newsletters
from watchkeeper.features.newsletters.letters.receivers import Receivers
from watchkeeper.features.newsletters.letters.unsubscribing import Unsubscribing
from watchkeeper.features.newsletters.making.press import Press
from watchkeeper.features.newsletters.sending.issues import Issues
from watchkeeper.features.newsletters.sending.sending import Sending
from watchkeeper.values import dataclass


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
