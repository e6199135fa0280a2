"""Addresses of servers."""

from __future__ import annotations

import pytest

from watchkeeper.errors import InputError
from watchkeeper.features.system.servers.address import server_url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://den.test:32400", "http://den.test:32400"),
        ("den.test", "http://den.test:32400"),
        ("https://den.test", "https://den.test:443"),
        ("https://den.test/plex/", "https://den.test:443/plex"),
        ("http://[::1]:32400", "http://[::1]:32400"),
        ("https://10-0-0-5.abc.plex.direct:32400", "https://10-0-0-5.abc.plex.direct:32400"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert server_url(typed) == kept
    assert server_url(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ftp://den.test",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@den.test",
        "http://@den.test",
        "http://den.test?X-Plex-Token=secret",
        "http://den.test#part",
        "http://den.test:0",
        "http://den.test:99999",
        "http://den.test:port",
        "http://den .test",
        "http://den.test\r\nHost: other",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_s7_what_is_no_plain_address_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        server_url(typed)
    assert refused.value.field == "url"
    assert "secret" not in str(refused.value)
