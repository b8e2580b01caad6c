"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Properties are tried on the same examples every time, so that a change is judged by what it changes; `make explore` looks for new ones.
settings.register_profile("same", max_examples=100, derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("TAGIH_PROPERTIES", "same"))

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout; the test is skipped where there is none."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs the hand annotations in ../shared, which are not part of this repository")
    return SHARED


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one whole run over the sample world (read it, do not change it)."""
    from tests.sample import SAMPLE, SampleWorld
    from tests.whole import run_sample

    data = tmp_path_factory.mktemp("sample")
    with SampleWorld() as world:
        run_sample(data, world, sources=SAMPLE / "sources")
    return data


@pytest.fixture(scope="session")
def published(sample_data: Path) -> Path:
    """The public file of that run."""
    return sample_data / "public.db"
