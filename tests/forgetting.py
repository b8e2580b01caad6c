"""A small site with one page that will be forgotten: in a feed, under a redirect, with a copy and a second page, quoted in alerts."""

from __future__ import annotations

import sqlite3
import zlib
from datetime import UTC, datetime
from pathlib import Path

from scraper.crawl import CrawlSettings, user_agent
from tagih import alerts
from tagih.alerts.config import Config, parse_config
from tagih.run import Workspace, run
from tests.alerts.servers import free_port, mail_server
from tests.scraper.web import Answer, Web

HOME = "http://kabar.example"
PAGE = f"{HOME}/berita/101"
# Each stands in another part of the page, or of another page that leads to it; none stands in a page that stays.
MARKS = {
    "title": "Waduk Kencana Merah",
    "first": "dua puluh tujuh sumur resapan",
    "second": "empat belas pompa celup",
    "feed": "ringkasan embun pagi",
    "copy": "salinan daun jati",
    "moved": "pindahan batu karang",
    "old": "sembilan belas sumur gali",
}
WORDS = ("kencana", "resapan", "celup", "embun")  # of these, alone: a search index keeps words, not phrases
KEPT = "lima puluh enam lampu jalan"
SOURCE = f"""name = "Kabar Uji"
home = "{HOME}/"
jurisdiction = "64"
kind = "news"
feeds = ["/feed"]
article_patterns = ["/berita/"]
"""
FILLER = " ".join(f"Kalimat pengisi nomor {n} hanya memanjangkan naskah ini." for n in range(25))


def article(title: str, body: str, head: str = "", foot: str = "") -> Answer:
    page = (
        f"<html><head><title>{title}</title>{head}<meta property='article:published_time' content='2026-03-04T08:00:00+08:00'></head>"
        f"<body><article><h1>{title}</h1><p>{body}</p><p>{FILLER}</p></article>{foot}</body></html>"
    )
    return Answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def feed(*items: tuple[str, str, str]) -> Answer:
    entries = "".join(f"<item><title>{t}</title><link>{u}</link><description>{d}</description></item>" for u, t, d in items)
    return Answer(
        f'<rss version="2.0"><channel><title>Kabar</title>{entries}</channel></rss>'.encode(),
        headers={"Content-Type": "application/rss+xml"},
    )


def promise(what: str) -> str:
    return f"Bupati Berau Rani Hasanah berjanji membangun {what} pada tahun 2031."


def target(what: str = MARKS["first"]) -> Answer:
    return article(MARKS["title"], promise(what), foot='<a href="/berita/101?page=2">2</a>')


def lay_out(web: Web) -> None:
    """Everything but the page that will be forgotten."""
    listed = [(f"{HOME}/berita/{n}", f"Kabar nomor {n}", "isi ringkas") for n in (1, 2)]
    web.pages[f"{HOME}/feed"] = feed(*listed)
    web.pages[f"{HOME}/berita/1"] = article("Kabar nomor satu", promise(KEPT))
    web.pages[f"{HOME}/berita/2"] = article("Kabar nomor dua", promise("delapan halte baru"))


def add_target(web: Web, what: str = MARKS["old"]) -> None:
    """The page itself, and what leads to it."""
    links = [(f"{HOME}/berita/{n}", f"Kabar nomor {n}", "isi ringkas") for n in (1, 2, 3)]
    own = [(u, MARKS["title"], MARKS["feed"]) for u in (PAGE, f"{HOME}/berita/lama-101", f"{HOME}/berita/salinan-101")]
    web.pages[f"{HOME}/feed"] = feed(*links, *own)
    web.pages[PAGE] = target(what)
    web.pages[f"{PAGE}?page=2"] = article(MARKS["title"], f"Selain itu disiapkan {MARKS['second']}.")
    web.pages[f"{HOME}/berita/lama-101"] = Answer(
        f"<p>{MARKS['moved']}</p>".encode(), 301, {"Location": "/berita/101", "Content-Type": "text/html"}
    )
    web.pages[f"{HOME}/berita/salinan-101"] = article(
        MARKS["title"], f"{promise(what)} Ini {MARKS['copy']}.", head=f'<link rel="canonical" href="{PAGE}">'
    )
    web.pages[f"{HOME}/berita/3"] = article("Kabar nomor tiga", promise("sepuluh jembatan"), foot='<a href="/berita/101">Baca juga</a>')


def place(data: Path) -> Workspace:
    return Workspace(data=data, sources=data.parent / "sources", alerts=data / "alerts.toml")


def go(workspace: Workspace, web: Web, **more: object) -> None:
    workspace.sources.mkdir(exist_ok=True, parents=True)
    (workspace.sources / "kabar.toml").write_text(SOURCE, "utf-8")
    told: dict[str, object] = {"delay_s": 0.0, "autothrottle": False, "revisit_s": 0.0, "retries": 0, "allow_private": True, "wary": False}
    run(workspace, CrawlSettings(user_agent=user_agent("uji@example.org"), proxy=web.proxy, **(told | more)))  # type: ignore[arg-type]


def subscriptions(port: int, *ids: str) -> Config:
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "Tagih <tagih@contoh.id>"\n'
    each = (f'[[subscriptions]]\nid = "{i}"\nregions = ["Indonesia"]\nchannel = {{ kind = "email", to = "{i}@contoh.id" }}\n' for i in ids)
    return parse_config(smtp + "".join(each), where="alerts.toml")


def build(data: Path) -> Workspace:
    """Crawled twice (the page has an older version), read, published; one subscriber was told of it, another's mail waits."""
    workspace, now = place(data), datetime(2026, 11, 21, 9, tzinfo=UTC)
    with Web() as web, mail_server() as mail:
        lay_out(web)
        go(workspace, web)
        both = subscriptions(mail.port, "satu", "dua")
        alerts.check(workspace.working, workspace.outbox, both)
        add_target(web)
        go(workspace, web)
        web.pages[PAGE] = target()
        go(workspace, web)
        alerts.check(workspace.working, workspace.outbox, both)
        assert alerts.send(workspace.outbox, subscriptions(mail.port, "satu"), now=now).sent
        assert alerts.send(workspace.outbox, subscriptions(free_port(), "dua"), now=now).failed
    (data / f".{workspace.public.name}-x1.unfinished").write_bytes(b"half a file: " + MARKS["first"].encode())
    (data / "crawl.log").write_text(f"{PAGE}: {MARKS['first']}\n", "utf-8")
    return workspace


def members(path: Path) -> list[bytes]:
    """The gzip members of a file, decompressed one by one."""
    found, data = [], path.read_bytes()
    while data:
        member = zlib.decompressobj(wbits=31)
        found.append(member.decompress(data))
        assert member.eof, f"{path} ends in the middle of a member"
        data = member.unused_data
    return found


def leftovers(data: Path, *words: str) -> set[tuple[str, str]]:
    """Which files hold which words, whatever they are: databases with free pages and logs, the archive member by member."""
    found = set()
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        raw = b"".join(members(path)) if path.name.endswith(".warc.gz") else path.read_bytes()
        found |= {(path.name, w) for w in words if w.lower().encode() in raw.lower()}
    return found


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()
