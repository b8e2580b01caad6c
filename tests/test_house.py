"""The house tests itself: nothing that must be listed is forgotten, and nothing of one machine is in it."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import extraction.rules
from extraction.find import RULES, rule_versions
from extraction.pipeline import versions
from extraction.provenance import libraries, models
from tagih.cli import cli
from tagih.dashboard.home import words

ROOT = Path(__file__).resolve().parents[1]
TRACKED = [
    ROOT / name for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
]


def commands(group: click.Group, path: str = "tagih") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_rule_is_registered() -> None:
    modules = {m.name for m in pkgutil.iter_modules(extraction.rules.__path__)}
    assert modules == {rule.__name__.rpartition(".")[2] for rule in RULES}
    assert len(rule_versions()) == len(RULES)


def test_every_rule_says_what_it_reads_and_what_it_refuses() -> None:
    for rule in RULES:
        assert rule.__doc__, rule.__name__
        assert rule.extract.__doc__, rule.__name__


def test_versions_name_every_step() -> None:
    named = versions()
    assert {"pages", "paging", "speakers", "targets", "commitments", "enactments", "trafilatura", "models/ner", "models/commitments"} < set(
        named
    )
    made_here = set(named) - set(libraries()) - set(models())
    assert all(re.fullmatch(r"\d+", named[name]) for name in made_here)
    assert all(re.match(r"\d+\.\d+", v) for v in libraries().values())
    assert all(re.fullmatch(r"[0-9a-f]{12}", v) for v in models().values())


def test_every_library_that_reads_pages_is_named() -> None:
    """What `extraction` imports from elsewhere decides what is found, but for those that only compute or come with another."""
    beside = {"numpy", "threadpoolctl", "sentence_transformers", "safetensors", "pytesseract", "thinc"}
    names = {
        (node.module or "").partition(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.partition(".")[0]
        for path in (ROOT / "extraction").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    others = names - sys.stdlib_module_names - {"extraction", "tagih"} - beside
    assert {name.replace("_", "-") for name in others} == set(libraries())


@pytest.mark.parametrize(("name", "command"), list(commands(cli)))
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(name: str, command: click.Command) -> None:
    assert command.help
    assert f"Example: {name}" in command.help
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_the_generated_parts_of_the_readme_are_fresh() -> None:
    done = subprocess.run([sys.executable, "-m", "cogapp", "--check", "README.md"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}{done.stderr}"


def test_the_front_page_says_the_same_in_both_languages() -> None:
    assert words()["id"].keys() == words()["en"].keys()


def test_everything_that_is_installed_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^\w.-]", w)[0].lower().replace("_", "-") for w in wanted}
    pins = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all("==" in pin for pin in pins)
    assert names <= {pin.split("==")[0].lower().replace("_", "-") for pin in pins}


@pytest.mark.skipif(not TRACKED, reason="not a git checkout")
def test_no_module_is_too_long_to_read() -> None:
    long = {
        p.name: n
        for p in TRACKED
        if p.suffix == ".py" and "tests" not in p.parts and p.exists() and (n := p.read_text(encoding="utf-8").count("\n")) > 450
    }
    assert not long


@pytest.mark.skipif(not TRACKED, reason="not a git checkout")
def test_no_path_of_one_machine_is_in_the_repository() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/[A-Za-z.]")
    found = [
        f"{p.relative_to(ROOT)}: {m.group()}"
        for p in TRACKED
        if p.suffix in {".py", ".md", ".toml", ".json", ".txt", ".sql", ".html", ""} and p.is_file()
        for m in pattern.finditer(p.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found
