from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scraper.discovery import Html
from scraper.look import _cms, _name, look
from tests.scraper.web import Web, settings, source


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
        ('<meta name="csrf-token" content="Zk3Q9x0aPvT7LrW2bYcN5dEfGhIjKlMnOpQrStUv">', "Laravel"),
        ('<meta name="csrf-token" content="' + "Zk3Q9x0aPvT7LrW2bYcN5dEfGhIjKlMnOpQrStUv" * 2 + 'zz==">', None),
        ('<div wire:id="q1" wire:snapshot="{}"></div>', "Laravel"),
        ('<img src="/storage/app/media/kantor.jpg"><meta name="csrf-token" content="x">', "October CMS (Laravel)"),
        ('<link href="/assets/app.css">', None),
    ],
)
def test_the_program_that_made_a_site(head: str, cms: str | None) -> None:
    assert _cms(Html(source(), "http://kabar.example/", f"<html><head>{head}</head></html>".encode(), None)) == cms


def test_a_site_in_its_quiet_hours_is_not_looked_at_and_that_is_told(tmp_path: Path) -> None:
    now = datetime.now(ZoneInfo("Asia/Jakarta"))
    later = f"{now + timedelta(hours=3):%H:%M}-{now + timedelta(hours=5):%H:%M}"
    with Web() as web:
        (found,) = look([source(f'[politeness]\nhours = "{later}"\n')], tmp_path, settings(web))
        assert web.asked == []
    assert (found.state, found.documents) == ("never", ())
    assert found.advice == f"It is asked nothing outside {later} WIB: look at it in its hours."
