"""Check and send, over a real working database, a real outbox and servers on loopback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tagih.alerts import CheckSummary, Config, SendSummary, check, sending
from tagih.alerts.config import parse_config
from tagih.alerts.matching import wants
from tagih.alerts.outbox import LEASE, MAX_ITEMS, MIGRATIONS, TRIES, Outbox
from tagih.records import Commitment, StoreError, TagihError
from tagih.store import Store
from tests.alerts.servers import Mail, free_port, hook_server, mail_server
from tests.store.factories import extraction, record, save

NOW = datetime(2031, 5, 4, 9, tzinfo=UTC)


def config(port: int, *subscriptions: str) -> Config:
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "Tagih <tagih@contoh.id>"\n'
    return parse_config(smtp + "\n".join(f"[[subscriptions]]\n{s}" for s in subscriptions), where="alerts.toml")


def by_mail(id: str, filters: str = 'words = ["sumur"]') -> str:
    return f'id = "{id}"\n{filters}\nchannel = {{ kind = "email", to = "{id}@contoh.id" }}'


class World:
    """A working database, an outbox, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.store, self.outbox, self.now = folder / "tagih.db", folder / "alerts.db", NOW
        Store.open(self.store).close()

    def publish(self, *sentences: str, url: str = "https://kabar.example/a", title: str = "Sebuah judul", **fields: Any) -> None:
        """An article of these sentences, each a commitment."""
        text = " ".join(sentences)
        with Store.open(self.store) as store:
            save(store, extraction(text, *(record(Commitment, s, **fields) for s in sentences), url=url, title=title), content_digest=text)

    def check(self, config: Config) -> CheckSummary:
        return check(self.store, self.outbox, config, now=self.now)

    def send(self, config: Config) -> SendSummary:
        return sending.send(self.outbox, config, now=self.now)

    def later(self, time: timedelta) -> None:
        self.now += time

    def rows(self, sql: str) -> list[Any]:
        db = sqlite3.connect(self.outbox)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def mail() -> Iterator[Mail]:
    with mail_server() as server:
        yield server


WELL = "Bupati akan menggali tiga sumur bor."
SCHOOL = "Dinas pendidikan memperbaiki sekolah dasar."


@pytest.mark.parametrize(
    ("filters", "fields", "fits"),
    [
        ('words = ["sumur"]', {}, True),
        ('words = ["SUMUR BOR"]', {}, True),
        ('words = ["sumu"]', {}, False),
        ('words = ["gedung", "judul"]', {}, True),
        ('words = ["pemerintah kabupaten berau"]', {}, True),
        ('words = ["a.b"]', {}, False),
        ('regions = ["Kabupaten Berau"]', {}, True),
        ('regions = ["Kalimantan Timur"]', {}, True),
        ('regions = ["Kalimantan Utara"]', {}, False),
        ('regions = ["Indonesia"]', {"jurisdiction": None}, True),
        ('regions = ["Kalimantan Timur"]', {"jurisdiction": "00"}, False),
        ('regions = ["Bali", "64.03"]', {}, True),
        ('topics = ["jamsostek"]', {"topics": ("jamsostek", "desa")}, True),
        ('topics = ["jamsostek"]', {}, False),
        ('words = ["sumur"]\nregions = ["Bali"]', {}, False),
        ('words = ["sumur"]\nregions = ["64"]\ntopics = ["jamsostek"]', {"topics": ("jamsostek",)}, True),
    ],
)
def test_who_wants_what(world: World, filters: str, fields: dict[str, Any], fits: bool) -> None:
    world.publish(WELL, **fields)
    (subscription,) = config(25, by_mail("sari", filters)).subscriptions
    with Store.open(world.store) as store:
        (new,) = store.new_commitments(0)
    assert wants(subscription, new) is fits


def test_a_commitment_without_area_is_where_its_source_is(world: World) -> None:
    with Store.open(world.store) as store:
        save(store, extraction(WELL, record(Commitment, WELL, jurisdiction=None), jurisdiction="64.72"))
        (new,) = store.new_commitments(0)
    here, there = config(25, by_mail("sari", 'regions = ["Kota Samarinda"]'), by_mail("budi", 'regions = ["Bali"]')).subscriptions
    assert (wants(here, new), wants(there, new)) == (True, False)


def test_new_commitments_reach_the_subscriber_once(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    assert world.check(settings).started == ("sari",)
    world.publish(WELL, SCHOOL, title="Air untuk desa")
    assert world.check(settings).queued == 1
    assert world.send(settings) == SendSummary(sent=1, failed=0, dead=0, waiting=0, messages=1, errors=())
    (message,) = mail.got
    assert (message["To"], message["From"]) == ("sari@contoh.id", "Tagih <tagih@contoh.id>")
    assert message["Subject"] == "Tagih: 1 komitmen baru - sari"
    assert message["X-Tagih-Message"]
    for part in (*mail.texts(), *mail.pages()):
        for told in ("Air untuk desa", "Kabar Contoh", WELL, "dijanjikan", "Kabupaten Berau", "https://kabar.example/a"):
            assert told in part
        assert SCHOOL not in part
    assert world.send(settings).sent == 0
    assert world.check(settings).queued == 0
    assert world.send(settings).sent == 0
    assert mail.tried == 1


def test_a_new_subscription_gets_no_backlog(world: World, mail: Mail) -> None:
    world.publish(WELL)
    world.check(config(mail.port, by_mail("sari")))
    world.publish("Camat membangun sumur kedua.", url="https://kabar.example/b")
    both = config(mail.port, by_mail("sari"), by_mail("budi"))
    assert world.check(both) == CheckSummary(queued=1, subscriptions=2, started=("budi",), stopped=())
    world.send(both)
    assert [m["To"] for m in mail.got] == ["sari@contoh.id"]
    world.publish("Lurah menggali sumur ketiga.", url="https://kabar.example/c")
    assert world.check(both).queued == 2


def test_several_items_are_one_message_and_very_many_are_some(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    world.publish(*(f"Camat menggali sumur nomor {n}." for n in range(MAX_ITEMS + 3)))
    assert world.check(settings).queued == MAX_ITEMS + 3
    assert world.send(settings) == SendSummary(sent=MAX_ITEMS + 3, failed=0, dead=0, waiting=0, messages=2, errors=())
    assert [m["Subject"] for m in mail.got] == [f"Tagih: {n} komitmen baru - sari" for n in (MAX_ITEMS, 3)]
    told = "\n".join(mail.texts())
    assert all(told.count(f"sumur nomor {n}.") == 1 for n in range(MAX_ITEMS + 3))


def test_reading_the_same_pages_by_newer_rules_tells_nobody_twice(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    text = "Bupati akan menggali tiga sumur bor, dan camat mengawasinya."
    for n, quote in enumerate((text, "Bupati akan menggali tiga sumur bor", "menggali tiga sumur bor")):
        with Store.open(world.store) as store:
            save(store, extraction(text, record(Commitment, quote)), versions={"undertakings": str(n)})
        world.check(settings)
        world.send(settings)
    assert len(mail.got) == 1


def test_two_clauses_of_a_sentence_are_one_item(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    text = "Bupati menggali sumur, camat membuat jalan ke sumur itu."
    with Store.open(world.store) as store:
        save(store, extraction(text, record(Commitment, "Bupati menggali sumur"), record(Commitment, "camat membuat jalan ke sumur itu")))
    assert world.check(settings).queued == 1


@pytest.mark.parametrize("refused", [1, 3, TRIES - 1])
def test_a_server_that_is_busy_gets_it_later(world: World, refused: int) -> None:
    with mail_server(refuse=refused) as mail:
        settings = config(mail.port, by_mail("sari"))
        world.check(settings)
        world.publish(WELL)
        world.check(settings)
        for n in range(refused):
            summary = world.send(settings)
            assert (summary.sent, summary.failed, summary.dead, summary.waiting) == (0, 1, 0, 1)
            assert summary.errors[0].startswith("sari: ")
            assert world.send(settings).failed == 0, "not due yet"
            world.later(timedelta(minutes=2**n))
        assert world.send(settings).sent == 1
        assert (len(mail.got), mail.tried) == (1, refused + 1)


def test_a_server_that_is_down_keeps_everything_and_others_go_on(world: World) -> None:
    with hook_server() as hook:
        settings = config(
            free_port(),
            by_mail("sari"),
            f'id = "kait"\nwords = ["sumur"]\nchannel = {{ kind = "webhook", url = "http://127.0.0.1:{hook.port}/k", private = true }}',
        )
        world.check(settings)
        world.publish(WELL)
        world.check(settings)
        summary = world.send(settings)
        assert (summary.sent, summary.failed, summary.waiting) == (1, 1, 1)
        assert len(hook.got) == 1


def test_after_the_last_try_it_is_a_dead_letter(world: World) -> None:
    settings = config(free_port(), by_mail("sari"))
    world.check(settings)
    world.publish(WELL)
    world.check(settings)
    summaries = []
    for _ in range(TRIES + 2):
        summaries.append(world.send(settings))
        world.later(timedelta(days=1))
    assert [s.failed for s in summaries] == [1] * TRIES + [0, 0]
    assert [s.dead for s in summaries] == [0] * (TRIES - 1) + [1, 0, 0]
    assert summaries[-1].waiting == 0
    ((state, attempts, error),) = world.rows("SELECT state, attempts, error FROM messages")
    assert (state, attempts) == ("dead", TRIES)
    assert "Connection" in error


class Killed(BaseException):
    """A process that is gone in the middle."""


def test_a_kill_between_delivery_and_its_mark_costs_one_copy_of_that_message_and_no_loss(
    world: World, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    world.publish(WELL)
    world.check(settings)

    def killed(self: Outbox, message: object, now: datetime) -> None:
        raise Killed

    with monkeypatch.context() as m:
        m.setattr(Outbox, "sent", killed)
        with pytest.raises(Killed):
            world.send(settings)
    world.publish("Camat membangun sumur kedua.", url="https://kabar.example/b")
    world.check(settings)
    assert world.send(settings).sent == 1, "the new item goes at once; the other one is leased"
    assert world.send(settings).sent == 0
    world.later(LEASE)
    assert world.send(settings).sent == 1
    first, second, again = mail.got
    assert first["X-Tagih-Message"] == again["X-Tagih-Message"] != second["X-Tagih-Message"]
    assert mail.texts()[0] == mail.texts()[2]
    world.later(LEASE)
    assert world.send(settings).sent == 0


def test_a_kill_before_delivery_loses_nothing_and_one_that_always_kills_is_given_up(
    world: World, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    world.publish(WELL)
    world.check(settings)

    def killed(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as m:
        m.setattr(sending, "deliver", killed)
        for _ in range(TRIES - 1):
            with pytest.raises(Killed):
                world.send(settings)
            world.later(LEASE)
    assert world.send(settings).sent == 1
    world.publish("Camat membangun sumur kedua.", url="https://kabar.example/b")
    world.check(settings)
    monkeypatch.setattr(sending, "deliver", killed)
    for _ in range(TRIES):
        with pytest.raises(Killed):
            world.send(settings)
        world.later(LEASE)
    assert world.send(settings).failed == 0
    assert world.rows("SELECT state FROM messages ORDER BY id") == [("sent",), ("dead",)]


def test_a_kill_inside_a_check_queues_all_or_nothing(world: World, mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config(mail.port, by_mail("sari"), by_mail("budi"))
    world.check(settings)
    world.publish(WELL)

    def killed(self: Outbox, subscription: str, seq: int) -> None:
        raise Killed

    with monkeypatch.context() as m:
        m.setattr(Outbox, "advance", killed)
        with pytest.raises(Killed):
            world.check(settings)
    assert world.rows("SELECT count(*) FROM outbox") == world.rows("SELECT count(*) FROM events") == [(0,)]
    assert world.check(settings).queued == 2


def test_a_subscription_that_leaves_gets_nothing_and_starts_anew_when_it_returns(world: World, mail: Mail) -> None:
    both, one = config(mail.port, by_mail("sari"), by_mail("budi")), config(mail.port, by_mail("budi"))
    world.check(both)
    world.publish(WELL)
    world.check(both)
    assert world.check(one).stopped == ("sari",)
    world.publish("Camat membangun sumur kedua.", url="https://kabar.example/b")
    world.check(one)
    assert world.check(both).started == ("sari",)
    assert world.send(both).sent == 2
    assert {m["To"] for m in mail.got} == {"budi@contoh.id"}
    world.publish("Lurah menggali sumur ketiga.", url="https://kabar.example/c")
    assert world.check(both).queued == 2


def test_a_message_in_the_air_is_cancelled_with_its_subscription(world: World) -> None:
    both, one = config(free_port(), by_mail("sari"), by_mail("budi", 'words = ["gedung"]')), config(free_port(), by_mail("budi"))
    world.check(both)
    world.publish(WELL)
    world.check(both)
    assert world.send(both).failed == 1
    world.check(one)
    world.later(timedelta(days=1))
    assert world.send(both).failed == 0


def test_a_changed_filter_holds_from_the_last_look_on(world: World, mail: Mail) -> None:
    wells, schools = config(mail.port, by_mail("sari")), config(mail.port, by_mail("sari", 'words = ["sekolah"]'))
    world.check(wells)
    world.publish(WELL, SCHOOL)
    world.check(wells)
    assert world.check(schools).queued == 0, "what was looked at is not looked at again"
    assert world.send(schools).sent == 1, "what was queued is still delivered"
    world.publish("Kepala dinas membangun sekolah dan sumur.", url="https://kabar.example/b")
    assert world.check(schools).queued == 1


def test_a_database_built_anew_floods_nobody(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    world.publish(WELL, "Camat membangun sumur kedua.")
    world.check(settings)
    world.send(settings)
    for file in world.store.parent.glob("tagih.db*"):
        file.unlink()
    world.publish(WELL)
    assert world.check(settings).queued == 0
    world.publish("Lurah menggali sumur ketiga.", url="https://kabar.example/c")
    assert world.check(settings).queued == 1


def test_a_headline_cannot_write_headers_or_mark_up(world: World, mail: Mail) -> None:
    settings = config(mail.port, by_mail("sari"))
    world.check(settings)
    world.publish(WELL, title="Judul\r\nBcc: semua@contoh.id\r\n\r\n<script>alert(1)</script>")
    world.check(settings)
    world.send(settings)
    (message,) = mail.got
    assert message["Bcc"] is None
    assert "Judul" not in str(message["Subject"])
    assert "<script" not in mail.pages()[0]


def test_a_webhook_gets_json_with_a_key_that_stays(world: World) -> None:
    with hook_server(503) as hook:
        settings = config(
            25,
            f'id = "kait"\nwords = ["sumur"]\nchannel = {{ kind = "webhook", url = "http://127.0.0.1:{hook.port}/k/1?a=b", private = true }}',
        )
        world.check(settings)
        world.publish(WELL)
        world.check(settings)
        assert world.send(settings).failed == 1
        world.later(timedelta(hours=1))
        assert world.send(settings).sent == 1
    (path, headers, body), (path2, headers2, body2) = hook.got
    assert (path, path2, body) == ("/k/1?a=b", "/k/1?a=b", body2)
    assert headers["Idempotency-Key"] == headers2["Idempotency-Key"]
    assert WELL in body["message"]
    assert [(i["quote"], i["status"], i["area"], i["url"]) for i in body["items"]] == [
        (WELL, "pledged", "64.03", "https://kabar.example/a")
    ]


def test_a_redirect_of_a_webhook_is_not_followed(world: World) -> None:
    with hook_server(302) as hook:
        settings = config(
            25, f'id = "kait"\nwords = ["sumur"]\nchannel = {{ kind = "webhook", url = "http://127.0.0.1:{hook.port}/k", private = true }}'
        )
        world.check(settings)
        world.publish(WELL)
        world.check(settings)
        assert world.send(settings).failed == 1
    assert [path for path, _, _ in hook.got] == ["/k"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "192.168.1.1", "0.0.0.0"])
def test_a_webhook_never_reaches_a_private_network(world: World, host: str) -> None:
    settings = config(25, f'id = "kait"\nwords = ["sumur"]\nchannel = {{ kind = "webhook", url = "https://{host}/latest/meta-data" }}')
    world.check(settings)
    world.publish(WELL)
    world.check(settings)
    (error,) = world.send(settings).errors
    assert "an address of a private network" in error


def test_a_password_that_is_not_set_is_told_before_anything_is_tried(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[smtp]\nhost = "smtp.contoh.id"\nuser = "tagih"\npassword_env = "TAGIH_UJI"\nfrom = "tagih@contoh.id"\n[[subscriptions]]\n'
    settings = parse_config(text + by_mail("sari"), where="alerts.toml")
    monkeypatch.delenv("TAGIH_UJI", raising=False)
    world.check(settings)
    world.publish(WELL)
    world.check(settings)
    with pytest.raises(TagihError, match="TAGIH_UJI"):
        world.send(settings)
    assert world.rows("SELECT count(*) FROM messages") == [(0,)]


def test_the_outbox_is_private_and_other_files_are_refused(world: World, tmp_path: Path) -> None:
    world.check(config(25, by_mail("sari")))
    assert world.outbox.stat().st_mode & 0o077 == 0
    other = tmp_path / "lain.db"
    sqlite3.connect(other).executescript("CREATE TABLE x (y)").connection.close()
    with pytest.raises(StoreError, match="no alerts database"):
        check(world.store, other, config(25, by_mail("sari")))
    (tmp_path / "rusak.db").write_bytes(b"bukan basis data" * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        check(world.store, tmp_path / "rusak.db", config(25, by_mail("sari")))


def test_an_outbox_of_a_newer_tagih_is_refused(world: World) -> None:
    settings = config(25, by_mail("sari"))
    world.check(settings)
    db = sqlite3.connect(world.outbox)
    with db:
        db.execute(f"UPDATE {MIGRATIONS.migrations_table} SET name = 'm999_later'")
    db.close()
    with pytest.raises(StoreError, match="newer Tagih"):
        world.check(settings)


def test_a_check_without_a_working_database_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database yet"):
        check(tmp_path / "tagih.db", tmp_path / "alerts.db", config(25, by_mail("sari")))


def test_two_senders_at_once_deliver_each_message_once(world: World, mail: Mail) -> None:
    settings = config(mail.port, *(by_mail(f"sari-{n}") for n in range(12)))
    world.check(settings)
    world.publish(WELL)
    world.check(settings)
    with ThreadPoolExecutor(2) as pool:
        summaries = list(pool.map(lambda _: world.send(settings), range(2)))
    assert sum(s.sent for s in summaries) == 12
    assert sorted(str(m["To"]) for m in mail.got) == sorted(f"sari-{n}@contoh.id" for n in range(12))
