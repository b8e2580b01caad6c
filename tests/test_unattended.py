"""Running with nobody watching: gentle ends, one run at a time, log lines, metrics, and files that start it."""

from __future__ import annotations

import io
import itertools
import json
import logging
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tagih.cli import cli
from tagih.cli.unattended import Interval
from tagih.records import StoreError, TagihError
from tagih.run import ExtractSummary, RunSummary, extract_archive, link_store
from tagih.store import verify
from tagih.unattended import LAST_SUCCESS, Stop, event, log_to, only_one, run_every, write_metrics
from tests.sample import SAMPLE, Response, SampleWorld
from tests.test_replay import same_archive
from tests.test_whole import contents

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
TAGIH = [sys.executable, "-c", "from tagih.cli import cli; cli(prog_name='tagih')"]


def command(data: Path, proxy: str, *more: str) -> list[str]:
    places = ["--data", str(data), "--sources", str(SAMPLE / "sources"), "--alerts", str(data / "alerts.toml")]
    return [*TAGIH, "run", "--proxy", proxy, "--fast", "--contact", "tests@example.org", *places, *more]


def samples(path: Path) -> dict[str, float]:
    """ "name{label=value}" -> value of a metrics file, as a Prometheus reads it."""
    text = path.read_text(encoding="utf-8")
    found = {}
    for s in (s for f in text_string_to_metric_families(text) for s in f.samples):
        labels = ",".join(f"{k}={v}" for k, v in sorted(s.labels.items()))
        found[f"{s.name}{{{labels}}}" if labels else s.name] = s.value
    return found


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    """Puts logging back as it was."""
    root, ours = logging.getLogger(), logging.getLogger("tagih")
    before = (root.handlers[:], root.level, ours.level)
    yield
    logging.captureWarnings(False)
    root.handlers[:], level, own = before[0], before[1], before[2]
    root.setLevel(level)
    ours.setLevel(own)


# --- the command -------------------------------------------------------------------------------------------------------


def lines_of(stream: IO[str], into: list[dict[str, Any]]) -> None:
    into.extend(json.loads(line) for line in stream)


def wait_for(happened: Any, *, at_most_s: float = 120.0) -> None:
    end = time.monotonic() + at_most_s
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_service_runs_says_so_keeps_others_out_and_ends_gently(tmp_path: Path) -> None:
    log: list[dict[str, Any]] = []
    with SampleWorld() as world:
        one_source = ("--source", "sample-kabarmahakam", "--max-pages", "8")
        service = subprocess.Popen(
            command(tmp_path, world.proxy, "--every", "30m", "--log", "json", *one_source),
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert service.stderr is not None
        reader = threading.Thread(target=lines_of, args=(service.stderr, log))
        reader.start()
        try:
            wait_for(lambda: service.poll() is not None or any(x["event"] == "waiting" for x in log))
            second = subprocess.run(command(tmp_path, world.proxy), capture_output=True, text=True, check=False, timeout=120)
            service.send_signal(signal.SIGTERM)
            assert service.wait(timeout=60) == 0
        finally:
            service.kill()
            service.wait()
            reader.join()
            service.stderr.close()
    assert second.returncode == 5
    assert f"another run is at work here: process {service.pid} on " in second.stderr
    events = [x["event"] for x in log]
    assert events[0] == "run began"
    assert [x["stage"] for x in log if x["event"] == "stage began"] == ["crawl", "extract", "link", "publish", "alert"]
    assert events[-3:] == ["run ended", "waiting", "stopped"]
    ended = next(x for x in log if x["event"] == "run ended")
    assert ended["pages_new"] > 0
    assert all(x["time"].endswith("Z") and x["level"] in ("info", "warning") for x in log)
    metrics = samples(tmp_path / "metrics.prom")
    assert metrics["tagih_run_pages{outcome=new,stage=extract}"] == ended["pages_new"]
    assert metrics["tagih_records{kind=documents}"] == ended["pages_new"]
    assert metrics["tagih_run_stage_seconds{stage=crawl}"] > 0
    assert metrics["tagih_last_run_failed"] == 0
    assert abs(metrics[LAST_SUCCESS] - time.time()) < 120


class Held(SampleWorld):
    """Answers so many requests, and the others not before it is told to."""

    def __init__(self, answers: int) -> None:
        super().__init__()
        self.answers, self.go_on, self.holds = answers, threading.Event(), False

    def lookup(self, url: str) -> Response | None:
        if len(self.requests) >= self.answers:
            self.holds = True
            self.go_on.wait(120)
        return super().lookup(url)


def test_a_run_that_is_stopped_in_the_crawl_leaves_everything_in_order(tmp_path: Path) -> None:
    with Held(8) as world:
        process = subprocess.Popen(command(tmp_path, world.proxy, "--log", "text"), stderr=subprocess.PIPE, text=True)
        wait_for(lambda: process.poll() is not None or world.holds)
        process.send_signal(signal.SIGINT)
        world.go_on.set()
        _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert "run stopped" in told
    assert "Traceback" not in told
    assert not (tmp_path / "public.db").exists()
    assert LAST_SUCCESS not in (tmp_path / "metrics.prom").read_text(encoding="utf-8")


# --- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_extraction_stopped_between_pages_goes_on_as_if_it_had_not_been(workers: int, sample_data: Path, tmp_path: Path) -> None:
    here = same_archive(sample_data, tmp_path / "cut")
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 9

    first = extract_archive(here, here.load_sources(), workers=workers, stop=stop)
    assert first.pages["new"] + first.pages["failed"] == 9
    assert verify(here.working) == []
    extract_archive(here, here.load_sources(), workers=workers)
    link_store(here)
    assert contents(here.working) == contents(sample_data / "tagih.db")


def test_a_signal_asks_once_and_the_second_acts_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stop().on_signals() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()
        assert signal.getsignal(signal.SIGTERM) is before
    with Stop().on_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_lock_is_free_again_when_its_holder_is_killed(tmp_path: Path) -> None:
    code = "import sys,time,pathlib\nfrom tagih.unattended import only_one\nwith only_one(pathlib.Path(sys.argv[1])):\n print(flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(StoreError, match=f"process {holder.pid} on .*, since 20.*stop it"), only_one(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with only_one(tmp_path):
        assert json.loads((tmp_path / "run.lock").read_text(encoding="utf-8"))["pid"] == os.getpid()
    assert (tmp_path / "run.lock").read_text(encoding="utf-8") == ""


class Clock:
    """Stands in for the module `time`: it goes on only where somebody sleeps or says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1.8e9 + self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_runs_follow_each_other_and_an_error_of_the_machine_ends_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, clock = Stop(), Clock()
    began: list[float] = []
    monkeypatch.setattr("tagih.unattended.time", clock)

    def run() -> RunSummary:
        began.append(clock.now)
        clock.now += 3.0 if len(began) == 3 else 0.05
        if len(began) == 2:
            raise StoreError("the disk is full", where="x", remedy="Free some.")
        stop.asked = len(began) == 4
        return RunSummary(extract=ExtractSummary())

    run_every(run, every_s=2.0, metrics=tmp_path / "metrics.prom", stop=stop)
    assert [round(b - a, 6) for a, b in itertools.pairwise(began)] == [2.0, 2.0, 3.0], "at once where a run took longer"


@pytest.mark.parametrize("error", [TagihError("unknown source", where="x", remedy="Name another."), RuntimeError("a mistake of ours")])
def test_bad_settings_and_mistakes_end_the_service(error: Exception, tmp_path: Path) -> None:
    def run() -> RunSummary:
        raise error

    with pytest.raises(type(error)):
        run_every(run, every_s=60, metrics=tmp_path / "metrics.prom", stop=Stop())
    assert samples(tmp_path / "metrics.prom")["tagih_last_run_failed"] == 1


def test_the_last_success_outlives_a_failure_and_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "metrics.prom"
    write_metrics(path, None, now=50.0)
    assert LAST_SUCCESS not in samples(path)
    write_metrics(path, RunSummary(), now=100.0)
    write_metrics(path, None, now=200.0)
    assert samples(path) == {LAST_SUCCESS: 100.0, "tagih_last_run_timestamp_seconds": 200.0, "tagih_last_run_failed": 1.0}
    write_metrics(path, RunSummary(stopped=True), now=300.0)
    assert (samples(path)[LAST_SUCCESS], samples(path)["tagih_last_run_failed"]) == (100.0, 0.0)
    path.write_text("no metrics {", encoding="utf-8")
    write_metrics(path, None, now=400.0)
    assert [p.name for p in tmp_path.iterdir()] == ["metrics.prom"]


@pytest.mark.usefixtures("quiet_logging")
def test_log_lines_are_text_or_json_and_hold_what_libraries_warn_of() -> None:
    text, objects = io.StringIO(), io.StringIO()
    log_to(text, "text")
    event("run ended", pages_new=3)
    log_to(objects, "json")
    event("page failed", level=logging.WARNING, url="http://a.example/ü", error='a "quoted"\nline')
    logging.getLogger("scrapy").warning("slow: %s", "a.example")
    logging.getLogger("scrapy").info("unheard")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+Z INFO run ended pages_new=3\n", text.getvalue())
    first, second = map(json.loads, objects.getvalue().splitlines())
    assert {k: first[k] for k in ("level", "event", "url", "error")} == {
        "level": "warning", "event": "page failed", "url": "http://a.example/ü", "error": 'a "quoted"\nline',
    }  # fmt: skip
    assert (second["logger"], second["event"]) == ("scrapy", "slow: a.example")


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("6h", 21_600), ("1d", 86_400), ("30", None), ("0m", None), ("1.5h", None), ("10s", None)]
)
def test_intervals(text: str, seconds: int | None) -> None:
    if seconds is None:
        with pytest.raises(click.BadParameter, match="such as 30m"):
            Interval().convert(text, None, None)
    else:
        assert Interval().convert(text, None, None) == seconds


# --- deploy/ -----------------------------------------------------------------------------------------------------------


def check_command(words: list[str]) -> None:
    """What a unit or a container starts is a command with options that exist."""
    assert Path(words[0]).name == "tagih"
    cli.commands[words[1]].make_context(words[1], words[2:])


def unit() -> dict[str, list[str]]:
    lines = [
        x for x in (DEPLOY / "tagih.service").read_text(encoding="utf-8").replace("\\\n", " ").splitlines() if "=" in x and x[0] != "#"
    ]
    found: dict[str, list[str]] = {}
    for line in lines:
        key, _, value = line.partition("=")
        found.setdefault(key, []).append(value)
    return found


def test_the_unit_starts_a_command_that_exists_and_is_shut_in() -> None:
    keys = unit()
    check_command(shlex.split(keys["ExecStart"][0]))
    assert "--every" in keys["ExecStart"][0]
    assert keys["KillMode"] == ["mixed"]  # the crawl's own process hears of the end from its parent, once
    for hardening in ("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "ReadWritePaths", "RestrictAddressFamilies"):
        assert hardening in keys


def test_the_compose_file_starts_commands_that_exist() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    assert set(compose["services"]) == {"run", "serve"}
    volumes = set(compose["volumes"])
    for service in compose["services"].values():
        check_command(["tagih", *service["command"]])
        assert service["read_only"] is True
        assert service["init"] is True
        assert {v.partition(":")[0] for v in service["volumes"] if not v.startswith(".")} <= volumes
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["serve"]["ports"])


def test_the_image_is_made_of_files_that_exist_and_does_not_run_as_root() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1] if not word.startswith("--")]
    assert copied
    assert all((DEPLOY.parent / name).exists() for name in copied)
    assert any(re.match(r"USER (?!root|0)", line) for line in lines)
    assert json.loads(next(line for line in lines if line.startswith("ENTRYPOINT ")).removeprefix("ENTRYPOINT ")) == ["tagih"]
