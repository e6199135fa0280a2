"""Small rules: addresses, next paths, signatures, scopes (S7, S11)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.features.accounts import (
    Principal,
    Scope,
    Signer,
    image_signature,
    is_image_signed,
    safe_next_path,
)
from watchkeeper.features.accounts.sessions.signing import CsrfTokens
from watchkeeper.features.accounts.sign_in.addresses import place_of

OUTSIDE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/ /evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "evil.example",
    "?next=//evil.example",
    "@evil.example",
    "",
    None,
    "/" + "a" * 3000,
    "/\u2028/evil.example",
    "//[evil",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_s11_a_next_path_never_leads_outside(path: str | None) -> None:
    assert safe_next_path(path) == "/"


@pytest.mark.parametrize(
    "path", ["/", "/history", "/history?user_id=7&text=a%20b", "/item/5#top", "/x?u=http://y/"]
)
def test_s11_our_own_paths_are_kept(path: str) -> None:
    assert safe_next_path(path) == path


@given(st.text(alphabet="/\\:@?#.%2f5c9 \t\n\u2028ehttpsx", max_size=30))
def test_s11_whatever_is_asked_the_browser_stays_here(path: str) -> None:
    safe = safe_next_path(path)
    browser_reads = safe.replace("\t", "").replace("\n", "").replace("\\", "/")

    assert urlsplit(urljoin("http://here.example/sign-in", browser_reads)).netloc == "here.example"


def test_s7_a_picture_is_served_as_it_was_signed_and_no_other() -> None:
    signer = Signer(b"key")
    signature = image_signature(signer, 1, "/library/metadata/5/thumb/1", (300, 450))

    assert is_image_signed(signer, signature, 1, "/library/metadata/5/thumb/1", (300, 450))
    assert not is_image_signed(signer, signature, 2, "/library/metadata/5/thumb/1", (300, 450))
    assert not is_image_signed(signer, signature, 1, "/library/metadata/6/thumb/1", (300, 450))
    assert not is_image_signed(signer, signature, 1, "/library/metadata/5/thumb/1", (450, 300))
    assert not is_image_signed(
        Signer(b"other"), signature, 1, "/library/metadata/5/thumb/1", (1, 1)
    )


@given(st.lists(st.text()), st.lists(st.text()))
def test_s7_parts_cannot_be_shifted_under_one_signature(one: list[str], other: list[str]) -> None:
    signer = Signer(b"key")

    assert signer.is_signed(signer.sign(*one), *other) == (one == other)


@given(st.text())
def test_s4_only_our_tokens_for_this_browser_are_right(made_up: str) -> None:
    tokens = CsrfTokens(Signer(b"key"))
    token = tokens.make("session")

    assert tokens.is_right(token, "session")
    assert not tokens.is_right(token, "another")
    assert not tokens.is_right(token, "")
    assert not tokens.is_right(made_up, "session")


def test_s4_each_page_shows_another_token() -> None:
    tokens = CsrfTokens(Signer(b"key"))

    assert tokens.make("session") != tokens.make("session")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_places(address: str, place: str) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        (Scope.READ, Scope.READ, True),
        (Scope.READ, Scope.WRITE, False),
        (Scope.WRITE, Scope.READ, False),
        (Scope.ADMIN, Scope.CONTROL, True),
        (Scope.TAUTULLI, Scope.CONTROL, True),
    ],
)
def test_s16_scopes(held: Scope, asked: Scope, may: bool) -> None:
    assert Principal("token", "x", frozenset({held})).may(asked) is may
