"""QR codes as drawings of ours; the one place that imports the library that computes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from watchkeeper.runtime.modules import Later

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

QUIET = 4  # modules of empty border, which readers need (ISO 18004)


def qr_code(text: str, label: str) -> Markup:
    """The text as a QR code: dark modules on a light ground, whatever the theme."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path d="{path}" fill="#000"/></svg>'
    ).format(label=label, side=side, path=path)
