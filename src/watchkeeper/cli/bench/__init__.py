"""`watchkeeper bench`: made data of any size, measured at the HTTP edge like any other program."""

from __future__ import annotations
