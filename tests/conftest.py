"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout; the test is skipped where there is none."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs the hand annotations in ../shared, which are not part of this repository")
    return SHARED
