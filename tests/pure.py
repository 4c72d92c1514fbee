"""Holds `make pure` to its name: Django must not come in through a test of knowledge."""

from __future__ import annotations

import sys

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run if anything imported Django."""
    if "django" in sys.modules:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write("\nDjango was imported by a test of knowledge. Move the test, or the import into it.\n")
