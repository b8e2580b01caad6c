"""The floor of the whole: what the rules reach on hand annotations, pinned in accuracy_floors.toml. Lowering one takes an explicit word.

The digests say which annotations the floors were measured on: other annotations need new floors.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import SETS, digest, new_floors, reached, read_floors, score, write_floors
from tagih.records import TagihError

DIGESTS, FLOORS = read_floors()

# The five founding documents are a promise, whatever margin the file leaves below what is reached.
PROMISED = {
    "regulations": 1.0, "figures": 0.95, "dates": 0.95, "officials": 0.9, "statements": 0.9, "targets": 0.8, "commitments": 0.65,
    "officials.office": 0.8, "officials.jurisdiction": 0.8, "statements.speaker": 0.8, "commitments.status": 0.8,
    "regulations.jurisdiction": 0.8, "commitments.jurisdiction": 0.8, "targets.jurisdiction": 0.8,
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", list(FLOORS))
def test_floor(shared: Path, name: str) -> None:
    if (found := digest(shared, name)) != DIGESTS[name]:
        pytest.skip(f"the floors were measured on other annotations ({DIGESTS[name]}, these are {found})")
    values = reached(score(shared, name)[1])
    below = {what: (values.get(what), floor) for what, floor in FLOORS[name].items() if values.get(what, 0.0) < floor}
    assert not below, f"reached, floor: {below}"


def test_every_set_has_floors_and_the_founding_documents_keep_what_was_promised() -> None:
    assert set(FLOORS) == set(SETS)
    assert {what: FLOORS["seeds"][what] for what in PROMISED if FLOORS["seeds"][what] < PROMISED[what]} == {}


def test_floors_rise_by_themselves_and_fall_only_when_told(tmp_path: Path) -> None:
    old = {"a": {"dates": 0.9, "figures": 0.5}}
    higher = {"a": {"dates": 0.91, "figures": 0.8, "figures.unit": 1.0}}
    assert new_floors(old, higher, lower=False) == {"a": {"dates": 0.9, "figures": 0.78, "figures.unit": 0.98}}
    worse = {"a": {"dates": 0.7, "figures": 0.8}}
    with pytest.raises(TagihError, match=r"a dates: 0\.700 is below 0\.900.*--lower"):
        new_floors(old, worse, lower=False)
    with pytest.raises(TagihError, match="a figures: no longer measured"):
        new_floors(old, {"a": {"dates": 0.95}}, lower=False)
    lowered = new_floors(old, worse, lower=True)
    assert lowered == {"a": {"dates": 0.68, "figures": 0.78}}
    write_floors({"a": "0123456789abcdef"}, lowered, tmp_path / "floors.toml")
    assert read_floors(tmp_path / "floors.toml") == ({"a": "0123456789abcdef"}, lowered)
