"""Pages that guards show instead of articles, and articles that only speak of guards; what they leave in ledger and archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.archive import iter_pages
from scraper.challenge import challenge, challenges
from tagih.records import Page
from tests.scraper.test_crawl import LISTED, SITE, captured, states
from tests.scraper.web import Answer, Web, html, links, run, source

pytestmark = pytest.mark.timeout(120)

TEXT = " ".join(
    f"Pemerintah kota menyiapkan pompa nomor {n} sebelum musim hujan datang dan warga diminta ikut menjaga saluran." for n in range(20)
)


def page(title: str = "", body: str = "", head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


CHALLENGES = [
    ("Cloudflare", {"cf-mitigated": "challenge"}, b""),
    ("Cloudflare", {}, page("Just a moment...", "<script>window._cf_chl_opt={cvId:'3'};</script>")),
    ("Cloudflare", {}, page("Tunggu sebentar...", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>")),
    ("Cloudflare", {}, page("Attention Required! | Cloudflare", '<div id="cf-error-details">Sorry, you have been blocked</div>')),
    ("DDoS-Guard", {}, page("DDoS-Guard", "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>")),
    ("Sucuri", {}, page("You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>")),
    ("Sucuri", {"x-sucuri-block": "BLK001"}, page("x")),
    ("AWS WAF", {"x-amzn-waf-action": "captcha"}, b""),
    ("Imperva", {}, page("", "<iframe src='/_Incapsula_Resource?CWUDNSAI=9'>Request unsuccessful.</iframe>")),
    ("Akamai", {}, page("Access Denied", "<h1>Access Denied</h1>Reference #18. https://errors.edgesuite.net/18")),
    ("DataDome", {}, page("kabar.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>")),
    ("Imunify360", {}, page("One moment, please...", "Please wait while your request is being verified...")),
    ("LiteSpeed", {}, page("Captcha", "<form action='/.lsrecap/recaptcha'></form>")),
    ("F5", {}, page("", "The requested URL was rejected. Please consult with your administrator. Your support ID is: 9")),
    ("a guard", {}, page("Access Denied", "You do not have permission.")),
    ("a guard", {}, page("  Verifikasi\n Keamanan ", "Centang kotak di bawah ini.")),
    ("a guard", {}, page("Just a moment…", "")),
]


@pytest.mark.parametrize(("guard", "headers", "body"), CHALLENGES)
def test_a_guards_page_is_known(guard: str, headers: dict[str, str], body: bytes) -> None:
    assert challenge(headers, body) == guard


@pytest.mark.parametrize(
    "body",
    [
        page("Cara Lolos Captcha - Kabar Uji", TEXT),
        page("Access Denied: Warga Gagal Masuk Portal Bansos", "<p>Just a moment, access denied, captcha.</p>"),
        page("Access Denied", TEXT),  # a title like a guard's, over an article
        page("Just a moment...", TEXT),
        page("Mengenal _cf_chl_opt", f"<p>Baris _cf_chl_opt dan sucuri_cloudproxy_js dipakai penjaga situs.</p><p>{TEXT}</p>"),
        page("Iuran Nelayan", TEXT, "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
        page("Iuran Nelayan", "Singkat saja.", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
        page("Situs Diskominfo Diserang, DDoS-Guard Dipasang", TEXT),
        page("Kontak", "<form>Nama <input></form><div class='g-recaptcha' data-sitekey='x'></div>"),
        page("Buletin", "<p>Imunify360 dan BitNinja</p>" + TEXT),
        page("Halaman depan", "x" * 9_000 + "<script>window._cf_chl_opt</script>"),  # further down than a guard writes
        b"",
        b"\xff\xfe<\x00",
        b"%PDF-1.7 access denied",
    ],
)
def test_an_ordinary_page_is_none(body: bytes) -> None:
    assert challenge({"server": "cloudflare", "cf-ray": "9", "cf-mitigated": "none"}, body) is None


def test_what_is_known_is_written_as_it_is_compared() -> None:
    known = challenges()
    assert list(known.titles) == sorted(set(known.titles))
    told = [*known.titles, *(m for g in known.guard for m in [*g.marks, *g.headers, *g.headers.values()])]
    assert [x for x in told if x != x.lower()] == []
    assert [g.name for g in known.guard if not g.marks and not g.headers] == []


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_challenge_is_blocked_and_never_content(tmp_path: Path, status: int) -> None:
    body = page("Just a moment...", "<script>window._cf_chl_opt={}</script>")
    with Web() as web:
        web.pages |= {
            f"{SITE}/indeks": html(links("/berita/1", "/berita/2")),
            f"{SITE}/berita/1": html("satu"),
            f"{SITE}/berita/2": Answer(body, status),
        }
        run(web, tmp_path, source(LISTED))
        web.pages[f"{SITE}/berita/1"] = Answer(body, status)
        run(web, tmp_path, source(LISTED))
    found = states(tmp_path)
    assert {k: v[0] for k, v in found.items()} == {"/indeks": "ok", "/berita/1": "blocked", "/berita/2": "blocked"}
    assert found["/berita/2"][1] == "Cloudflare asks for proof of a human being"
    assert captured(tmp_path) == {"/berita/1": html("satu").body}, "what the page was stays"
    files = [p for f in (tmp_path / "archive").glob("*.warc.gz") for p in iter_pages(f)]
    assert {p.content for p in files if isinstance(p, Page)} == {html("satu").body}, "also where the archive is read without the ledger"
