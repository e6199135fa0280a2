"""What every HTTP request passes: one frame around everything, one gate before each page."""

from __future__ import annotations

from watchkeeper.edge.app import create_app
from watchkeeper.edge.options import EdgeOptions
from watchkeeper.edge.problems import Problem, ProblemPage
from watchkeeper.edge.upgrading import upgrading_app

__all__ = ["EdgeOptions", "Problem", "ProblemPage", "create_app", "upgrading_app"]
