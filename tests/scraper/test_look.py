from __future__ import annotations

import pytest

from scraper.discovery import Html
from scraper.look import _cms, _name
from tests.scraper.web import source


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>Beranda - Kabar Uji - Suara tepian sungai</title>", "Kabar Uji"),
        ("<title>Suara tepian sungai | Kabar</title>", "Kabar"),
        ("<title>Suara tepian sungai | Warta Kota</title>", "Suara tepian sungai"),
        ('<meta property="og:site_name" content="KABAR Uji"><title>Berita Terkini</title>', "KABAR Uji"),
        ("<title>Beranda</title>", None),
        ("", None),
    ],
)
def test_what_a_site_calls_itself(head: str, name: str | None) -> None:
    assert _name(Html(source(), "http://kabar.example/", f"<html><head>{head}</head></html>".encode(), None)) == name


@pytest.mark.parametrize(
    ("head", "cms"),
    [
        ('<meta name="generator" content="WordPress 6.8">', "WordPress 6.8"),
        ('<meta NAME="Generator" content=" Joomla! - Open Source ">', "Joomla! - Open Source"),
        ('<link rel="stylesheet" href="/wp-content/themes/x/style.css">', "WordPress"),
        ('<script src="/media/system/js/core.js"></script>', "Joomla"),
        ('<link href="/sites/default/files/css/x.css">', "Drupal"),
        ('<link href="https://www.blogger.com/static/v1/widgets/x.css">', "Blogger"),
        ('<link href="/assets/app.css">', None),
    ],
)
def test_the_program_that_made_a_site(head: str, cms: str | None) -> None:
    assert _cms(Html(source(), "http://kabar.example/", f"<html><head>{head}</head></html>".encode(), None)) == cms
