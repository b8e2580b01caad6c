"""No connection but to public addresses. No test sends a byte to an address other than 127.0.0.1: a recorder stands in the way."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scraper.crawl import _job
from scraper.guard import AddressRefusedError, guard, host_refusal, literal, refusal
from scraper.source import Source
from tests.scraper.test_crawl import states
from tests.scraper.web import Answer, Web, html, links, run, settings, source

pytestmark = pytest.mark.timeout(120)

ADDRESSES = [
    ("93.184.216.34", None),
    ("2606:2800:220:1:248:1893:25c8:1946", None),
    ("103.28.12.9", None),
    ("127.0.0.1", "loopback"),
    ("127.8.9.1", "loopback"),
    ("::1", "loopback"),
    ("10.1.2.3", "private"),
    ("172.16.0.1", "private"),
    ("192.168.1.1", "private"),
    ("0.0.0.0", "private"),
    ("::", "private"),
    ("fd00:ec2::254", "private"),
    ("198.18.0.1", "private"),
    ("169.254.169.254", "link-local"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "of one network only"),
    ("224.0.0.251", "multicast"),
    ("ff02::fb", "multicast"),
    ("100.64.0.1", "reserved"),  # carriers' (RFC 6598)
    ("100.100.100.200", "reserved"),
    ("240.0.0.1", "private"),
    ("255.255.255.255", "private"),
    ("192.88.99.1", "reserved"),
    ("168.63.129.16", "reserved"),
    ("::ffff:10.0.0.1", "private"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:93.184.216.34", None),
    ("::127.0.0.1", "loopback"),
    ("2002:7f00:1::", "loopback"),  # 6to4 of 127.0.0.1
    ("2002:a9fe:a9fe::1", "link-local"),
    ("64:ff9b::a00:1", "private"),  # NAT64 of 10.0.0.1
    ("64:ff9b::5db8:d822", None),
    ("64:ff9b:1::1", None),
    ("2001:0:a00:1::1", None),
    ("2606:4700::5efe:10.0.0.1", "private"),  # ISATAP
    ("fec0::1", None),
]


@pytest.mark.parametrize(("address", "reason"), ADDRESSES)
def test_addresses(address: str, reason: str | None) -> None:
    found = refusal(ipaddress.ip_address(address))
    if address.startswith(("64:ff9b:1:", "2001:0:", "fec0:")):
        assert found is not None, "refused, under one name or the other: Python's versions differ"
    else:
        assert found == reason


def test_one_setting_opens_loopback_and_nothing_else() -> None:
    opened = {a for a, _ in ADDRESSES if refusal(ipaddress.ip_address(a), allow_private=True) is None}
    closed = {a for a, _ in ADDRESSES if refusal(ipaddress.ip_address(a)) is None}
    assert opened - closed == {"127.0.0.1", "127.8.9.1", "::1"}


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("10.0.0.1.", "10.0.0.1"),
        ("[::1]", "::1"),
        ("kabar.example", None),
        ("4.example", None),
        ("", None),
    ],
)
def test_literal_addresses_in_any_form(host: str, address: str | None) -> None:
    found = literal(host)
    assert (str(found) if found else None) == address


def test_names_of_this_machine() -> None:
    assert [host_refusal(h) for h in ("localhost", "a.LOCALHOST.", "localhost.example")] == ["loopback", "loopback", None]


class Recorder:
    """A reactor that connects nowhere."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, int]] = []

    def connectTCP(self, host: str, port: int, *_: Any, **__: Any) -> None:  # noqa: N802
        self.tried.append((host, port))


def test_where_there_is_a_proxy_nothing_else_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    reactor = Recorder()
    guard(reactor, allow_private=False, proxy="127.0.0.1:8118")
    reactor.connectTCP("127.0.0.1", 8118)
    for host, port in [("127.0.0.1", 8119), ("127.0.0.1", 3128), ("93.184.216.34", 80)]:
        with pytest.raises(AddressRefusedError, match="is not the proxy"):
            reactor.connectTCP(host, port)
    assert reactor.tried == [("127.0.0.1", 8118)]


def test_a_proxy_of_the_environment_is_the_operators_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    reactor = Recorder()
    guard(reactor, allow_private=False, proxy=None)
    reactor.connectTCP("127.0.0.1", 3128)
    reactor.connectTCP("93.184.216.34", 80)
    for host in ("127.0.0.1", "10.0.0.1", "dalam.example"):
        with pytest.raises(AddressRefusedError):
            reactor.connectTCP(host, 80)
    assert reactor.tried == [("127.0.0.1", 3128), ("93.184.216.34", 80)]


def stubbed(web: Web, folder: Path, site: Source, answers: dict[str, list[str]], **more: Any) -> set[str]:
    """Crawl with made-up name answers; the addresses that were connected to, or would have been."""
    told = dataclasses.replace(settings(web), **({"proxy": None} | more))
    places = {"ANSWERS": json.dumps(answers), "TRIED": str(folder / "tried"), "PEAK": str(folder / "peak")}
    folder.mkdir(exist_ok=True)
    (folder / "tried").touch()
    job = _job([site], folder / "crawl.db", folder / "archive", told)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.scraper.stubbed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | places,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(job)  # left open: its end tells the crawler to stop
        child.stdin.flush()
        assert '"event": "end"' in child.stdout.read()
    return {line.split()[0] for line in (folder / "tried").read_text("utf-8").splitlines()}


def told(web: Web) -> str:
    """The part of the made-up web's address after the host."""
    return ":" + web.proxy.rpartition(":")[2]


PRIVATE = ["10.0.0.5", "169.254.169.254", "192.168.7.7", "100.64.1.1", "224.0.0.1", "0.0.0.0", "::1", "fd00::1", "::ffff:10.0.0.5", "64:ff9b::a00:5"]  # fmt: skip


def test_names_that_lead_to_private_addresses(tmp_path: Path) -> None:
    names = {f"dalam-{n}.example": [a] for n, a in enumerate(PRIVATE)} | {"luar.example": ["93.184.216.34"]}
    hosts = "hosts = [" + ", ".join(f'"{n}"' for n in names) + "]\n"
    with Web() as web:
        site = source(hosts + "".join(f'[[listings]]\nurl = "http://{n}/indeks"\n' for n in names))
        tried = stubbed(web, tmp_path, site, names, allow_private=False)
    found = states(tmp_path)
    assert tried == {"93.184.216.34"}
    for n in names:
        state, error = found[f"http://{n}/indeks"]
        assert state == ("unreachable" if n == "luar.example" else "refused"), n
        assert state != "refused" or "address" in (error or "")


@pytest.mark.parametrize("hop", ["page", "robots.txt", "other scheme"])
def test_redirects_to_private_addresses(tmp_path: Path, hop: str) -> None:
    with Web() as web:
        port = told(web)
        home = f"http://kabar.example{port}"
        place = {
            "page": "http://dalam.example/rahasia",
            "robots.txt": "http://dalam.example/robots.txt",
            "other scheme": "file:///etc/passwd",
        }
        away = Answer(b"", 302, {"Location": place[hop]})
        web.pages |= {
            f"{home}/robots.txt": Answer(b"", 404) if hop != "robots.txt" else away,
            f"{home}/indeks": html(links("/berita/1")),
            f"{home}/berita/1": away,
        }
        site = source('hosts = ["dalam.example"]\narticle_patterns = ["."]\n[[listings]]\nurl = "/indeks"\n', home=home + "/")
        tried = stubbed(web, tmp_path, site, {"kabar.example": ["127.0.0.1"], "dalam.example": ["169.254.169.254"]})
    assert tried == {"127.0.0.1"}
    found = {u.rpartition("/")[2]: s for u, (s, _) in states(tmp_path).items()}
    assert (
        found
        == {
            "page": {"indeks": "ok", "1": "redirected", "rahasia": "refused"},
            "robots.txt": {"indeks": "refused"},
            "other scheme": {"indeks": "ok", "1": "refused"},
        }[hop]
    )


def test_a_name_that_changes_its_address(tmp_path: Path) -> None:
    """DNS rebinding: harmless while robots.txt and the list are asked for, an address within afterwards."""
    with Web() as web:
        home = f"http://kabar.example{told(web)}"
        close = {"Connection": "close", "Content-Type": "text/html"}
        web.pages |= {
            f"{home}/robots.txt": Answer(b"", headers=close),
            f"{home}/indeks": Answer(links("/berita/1", "/berita/2").encode(), headers=close),
        }
        site = source('article_patterns = ["/berita/"]\n[[listings]]\nurl = "/indeks"\n', home=home + "/")
        tried = stubbed(web, tmp_path, site, {"kabar.example": ["127.0.0.1", "127.0.0.1", "10.0.0.5"]})
        assert len(web.asked) == 2
    assert tried == {"127.0.0.1"}
    assert sorted(s for s, _ in states(tmp_path).values()) == ["ok", "refused", "refused"]


@pytest.mark.parametrize("host", ["127.0.0.1", "kabar.example"])
def test_loopback_is_closed_unless_it_is_opened(tmp_path: Path, host: str) -> None:
    with Web() as web:
        home = f"http://{host}{told(web)}"
        web.pages[f"{home}/indeks"] = html("pengelola")
        site = source('[[listings]]\nurl = "/indeks"\n', home=home + "/")
        names = {"kabar.example": ["127.0.0.1"]}
        assert stubbed(web, tmp_path / "1", site, names, allow_private=False) == set()
        assert web.asked == []
        assert stubbed(web, tmp_path / "2", site, names) == {"127.0.0.1"}
    assert [s for s, _ in states(tmp_path / "1").values()] == ["refused"]
    assert [s for s, _ in states(tmp_path / "2").values()] == ["ok"]


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "2130706433", "0x7f.1", "localhost"])
def test_a_proxy_is_not_asked_for_private_addresses(tmp_path: Path, host: str) -> None:
    with Web() as web:
        run(web, tmp_path, source('[[listings]]\nurl = "/indeks"\n', home=f"http://{host}/"), allow_private=False)
        assert web.asked == []
    assert [s for s, _ in states(tmp_path).values()] == ["refused"]
