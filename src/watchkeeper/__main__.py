"""`python -m watchkeeper` is the same as `watchkeeper`."""

from __future__ import annotations

from watchkeeper.cli import app

if __name__ == "__main__":
    app()
