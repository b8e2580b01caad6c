"""What is found and the VERSION under which it is stored change together: see tests/sample/digests.py."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from extraction.pipeline import versions
from extraction.provenance import libraries, models
from tests.sample import digests

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
WRITE = "python -m tests.sample.digests --write"


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    kept = {name: digests.read()["versions"].get(name) for name in libraries()}
    if kept != libraries():
        pytest.skip(f"the digests were written with {kept}; these are {libraries()}: install what constraints.txt pins")
    return digests.measure()


def test_what_is_found_changes_only_with_a_version(now: dict[str, Any]) -> None:
    unexplained, outdated = digests.differences(digests.read(), now)
    if unexplained:
        pytest.fail(digests.advice(unexplained), pytrace=False)
    if outdated:
        pytest.fail(f"versions, models or texts changed: `{WRITE}`", pytrace=False)


def test_the_digests_are_of_the_libraries_that_are_pinned() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", CONSTRAINTS.read_text(encoding="utf-8"), re.M))
    kept = digests.read()["versions"]
    assert {name: kept[name] for name in libraries()} == {name: pins[name] for name in libraries()}, f"install the pins, then `{WRITE}`"


def test_every_rule_and_reader_has_digests() -> None:
    kept = digests.read()
    measured = {rule for part in ("pages", "texts") for row in kept[part].values() for rule in row} - {"text"}
    assert measured == set(versions()) - set(libraries()) - set(models()) - {"ocr"} == set(digests.NEEDS)


def changed(*rules: str, versions: dict[str, str] | None = None, text: str | None = None) -> dict[str, list[str]]:
    """What is said of a file whose rules find other things in one text."""
    kept = digests.read()
    made = copy.deepcopy(kept)
    name = next(iter(made["texts"]))
    for rule in rules:
        made["texts"][name][rule] = "0" * 8
    if text:
        made["texts"][name]["text"] = text
    made["versions"] |= versions or {}
    unexplained, outdated = digests.differences(kept, made)
    assert outdated == bool(rules or versions or text)
    assert all(names == [name] for names in unexplained.values())
    return unexplained


def test_a_rule_that_finds_other_things_has_to_say_so() -> None:
    assert not changed()
    assert set(changed("figures")) == {"figures"}
    assert "figures finds changed" in digests.advice(changed("figures"))
    assert not changed("figures", versions={"figures": "next"})
    assert set(changed("figures", "dates", versions={"dates": "next"})) == {"figures"}


def test_a_step_is_not_blamed_for_the_rule_before_it() -> None:
    assert set(changed("figures", "targets", "commitments")) == {"figures"}
    assert not changed("figures", "targets", "commitments", versions={"figures": "next"})
    assert set(changed("targets", "commitments")) == {"targets"}
    assert set(changed("targets", versions={"regulations": "next"})) == {"targets"}


def test_another_model_or_library_explains_what_is_found_otherwise() -> None:
    assert not changed("officials", "speakers", versions={"models/ner": "another"})
    assert set(changed("officials", versions={"trafilatura": "next"})) == {"officials"}
    assert set(changed("figures", versions={"models/ner": "another"})) == {"figures"}


def test_a_text_that_was_edited_says_nothing_about_the_rules() -> None:
    assert not changed("figures", text="another")


def test_nothing_is_written_over_a_change_without_a_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = digests.read()
    made = copy.deepcopy(kept)
    next(iter(made["texts"].values()))["dates"] = "0" * 8
    monkeypatch.setattr(digests, "FILE", tmp_path / "digests.json")
    monkeypatch.setattr(digests, "measure", lambda: made)
    digests.write(kept)
    assert digests.read() == kept
    assert digests.main(["--write"]) == 1
    assert "what dates finds changed" in capsys.readouterr().out
    assert digests.read() == kept
    made["versions"]["dates"] = "next"
    assert digests.main([]) == 1
    assert digests.main(["--write"]) == 0
    assert digests.read() == made
    assert digests.main([]) == 0
