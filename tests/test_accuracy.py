"""The floor of the whole: what the rules reach on hand annotations, pinned. Lowering a number here needs a reason in CHANGELOG.md.

The digests say which annotations the floors were measured on: other annotations need new floors.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from benchmarks.accuracy import score

# Gold set -> kind -> least F1, or "kind.attribute" -> least share of matched records that have it right.
FLOORS: dict[str, dict[str, float]] = {
    "seeds": {
        "regulations": 1.0, "figures": 0.95, "dates": 0.95, "officials": 0.9, "statements": 0.9, "targets": 0.8, "commitments": 0.65,
        "officials.office": 0.8, "officials.jurisdiction": 0.8, "statements.speaker": 0.8, "commitments.status": 0.8,
        "regulations.jurisdiction": 0.8, "commitments.jurisdiction": 0.8, "targets.jurisdiction": 0.8,
    },
}  # fmt: skip
DIGESTS = {"seeds": "f6b7bd1f53ec9dd2"}


@pytest.mark.shared
@pytest.mark.parametrize("name", list(FLOORS))
def test_floor(shared: Path, name: str) -> None:
    digest = hashlib.sha256((shared / "gold" / f"{name}.jsonl").read_bytes()).hexdigest()[:16]
    if digest != DIGESTS[name]:
        pytest.skip(f"the floors were measured on other annotations ({DIGESTS[name]}, these are {digest})")
    _, result = score(shared, name)
    reached = {kind: r["f1"] for kind, r in result.items()}
    reached |= {f"{kind}.{attribute}": share for kind, r in result.items() for attribute, share in r["attributes"].items()}  # type: ignore[attr-defined]
    below = {what: (reached[what], floor) for what, floor in FLOORS[name].items() if reached[what] < floor}  # type: ignore[operator]
    assert not below, f"reached, floor: {below}"
