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
