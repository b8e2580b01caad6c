"""alerts.toml: what it may say, and one clear error with file, line and remedy for what it may not."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from tagih.alerts.config import Email, Webhook, load_config, parse_config
from tagih.records import VocabularyError

SMTP = """\
[smtp]
host = "127.0.0.1"
port = 2525
security = "none"
from = "Tagih <tagih@contoh.id>"
"""
GOOD = (
    SMTP
    + """
[[subscriptions]]
id = "berau"
words = ["sumur bor"]
regions = ["Kalimantan Timur", "64.03", "Kota Malang", "Indonesia"]
topics = ["jamsostek"]
channel = { kind = "email", to = "sari@contoh.id" }

[[subscriptions]]
id = "kait"
regions = ["Bali"]
channel = { kind = "webhook", url = "https://contoh.id/kait?a=1" }
"""
)


def test_a_good_file() -> None:
    config = parse_config(GOOD, where="alerts.toml")
    first, second = config.subscriptions
    assert first.regions == ("64", "64.03", "35.73", "00")
    assert first.channel == Email(kind="email", to="sari@contoh.id")
    assert second.channel == Webhook(kind="webhook", url="https://contoh.id/kait?a=1")
    assert (first.shown, config.smtp and config.smtp.port) == ("berau", 2525)


def test_the_example_is_good() -> None:
    example = (resources.files("tagih.alerts") / "example.toml").read_text(encoding="utf-8")
    assert [s.id for s in parse_config(example, where="example.toml").subscriptions] == ["jamsostek-kaltim", "semua-malinau"]


def test_an_empty_file_is_nobody() -> None:
    assert parse_config("", where="alerts.toml").subscriptions == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ('id = "berau"', 'id = "berau', 8, "is no TOML", "syntax"),
        ("words =", "word =", 9, "word", "Did you mean 'words'"),
        ("port =", "porto =", 3, "porto", "Did you mean 'port'"),
        ('id = "kait"\n', "", 14, "id", "Add 'id'"),
        ('id = "kait"', 'id = "berau"', 15, "two subscriptions have the id 'berau'", "its own id"),
        ('id = "kait"', 'id = "Kait 1"', 15, "id", "example.toml"),
        ('"Bali"', '"Atlantis"', 16, "no region is called 'Atlantis'", "example.toml"),
        ('"Bali"', '"Malang"', 16, "write the code", "example.toml"),
        ('"Bali"', '"Kabupaten Berauu"', 16, "did you mean 'Kabupaten Berau'", "example.toml"),
        ('["jamsostek"]', '["bola"]', 11, "no topic is called 'bola'", "example.toml"),
        ('"sari@contoh.id"', '"sari@contoh.id\\nBcc: semua@contoh.id"', 12, "no e-mail address", "example.toml"),
        ('"sari@contoh.id"', '"sari"', 12, "no e-mail address", "example.toml"),
        ("Tagih <tagih@contoh.id>", "Tagih\\r\\nBcc: x@y.id <tagih@contoh.id>", 5, "one line", "example.toml"),
        ('kind = "email"', 'kind = "mailtos"', 12, "kind", "example.toml"),
        ('kind = "email", to', 'kind = "email", cc = "x@y.id", to', 12, "cc", "Remove it, or use one of: kind, to"),
        ("https://contoh.id/kait?a=1", "json://contoh.id", 17, "https address", "example.toml"),
        ("https://contoh.id/kait?a=1", "http://contoh.id/", 17, "must be https", "example.toml"),
        ("https://contoh.id/kait?a=1", "https://sari:rahasia@contoh.id/", 17, "user or password", "example.toml"),
        ('"127.0.0.1"', '"smtp.contoh.id"', 1, "only for a server on this machine", "example.toml"),
        ('security = "none"', 'security = "none"\nuser = "sari"', 1, "go together", "example.toml"),
        ('regions = ["Bali"]\n', "", 14, "needs words, regions or topics", "example.toml"),
        ('words = ["sumur bor"]', 'words = [" "]', 9, "one line of text", "example.toml"),
        (SMTP, "", 3, "no mail server is named", "[smtp]"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_line_and_a_remedy(old: str, new: str, line: int, what: str, remedy: str) -> None:
    assert old in GOOD
    with pytest.raises(VocabularyError) as caught:
        parse_config(GOOD.replace(old, new, 1), where="alerts.toml")
    assert caught.value.where == f"alerts.toml:{line}"
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no such file"):
        load_config(tmp_path / "alerts.toml")
    (tmp_path / "alerts.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError, match="cannot be read"):
        load_config(tmp_path / "alerts.toml")
