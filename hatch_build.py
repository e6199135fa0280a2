"""Puts the web assets into the wheel, so that an installed Watchkeeper needs no Node.

The compiled languages and the changelog, which the settings show, go with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("src/watchkeeper/web/static/dist")


class AssetsHook(BuildHookInterface):  # type: ignore[misc]  # hatchling ships no types
    """Bundles `assets/` with npm before a wheel is packed; an editable install is left alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # Any: hatchling's
        """Build, or take what is built already; fail when neither is possible."""
        if version == "editable":
            return
        root = Path(self.root)
        npm = shutil.which("npm")
        if npm and (root / "assets").is_dir():
            subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=root, check=True)  # noqa: S603
            subprocess.run([npm, "run", "build"], cwd=root, check=True)  # noqa: S603
        if not (root / BUILT / "manifest.json").is_file():
            message = "The web assets are missing: install Node.js and npm, then build again."
            raise RuntimeError(message)
        compiling = [sys.executable, "-m", "tools.catalogues", "compile"]
        beside = os.environ | {"PYTHONPATH": str(root / "src")}  # nothing is installed yet
        subprocess.run(compiling, cwd=root, env=beside, check=True)  # noqa: S603
        build_data["artifacts"] += [f"{BUILT}/*", "src/watchkeeper/languages/*.mo"]
        build_data["force_include"]["CHANGELOG.md"] = "watchkeeper/CHANGELOG.md"
