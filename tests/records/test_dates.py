"""Indonesian dates: day first, never more precise than the text; times aware or refused."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records.dates import MONTHS, find_dates, iso, parse_date, parse_datetime

INDONESIAN = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"]

FIRST = [
    ("5/7/2023", "2023-07-05"),
    ("Rabu (5/7/2023)", "2023-07-05"),
    ("(14/05/2025)", "2025-05-14"),
    ("Kamis, 9-10-2025", "2025-10-09"),
    ("12.05.2025", "2025-05-12"),
    ("Kamis (08/05/25 ) malam", "2025-05-08"),
    ("Rabu, (07/05/ 2025)", "2025-05-07"),
    ("8 Juli 2023", "2023-07-08"),
    ("8\u00a0Juli\u00a02023", "2023-07-08"),
    ("8 Agt 2023", "2023-08-08"),
    ("03 Nopember 2024", "2024-11-03"),
    ("Jun 9, 2025", "2025-06-09"),
    ("2025-06-09", "2025-06-09"),
    ("2025-06-09T10:00:00+07:00", "2025-06-09"),
    ("pada Maret 2025", "2025-03"),
    ("sejak bulan Maret 2025", "2025-03"),
    ("pada bulan Maret tahun 2025", "2025-03"),
    ("2025-03", "2025-03"),
    ("tahun 2026", "2026"),
    ("2026", "2026"),
    ("31 Juni 2025", None),
    ("29 Februari 2025", None),
    ("9/6", None),
    ("Senin (9/6)", None),
    ("pukul 08.30", None),
    ("24/7 dan 1/2", None),
    ("Nomor 400.7.1.2/88/021/2025", None),
    ("B-17/K.4.11/Xy.2/11/2025", None),
    ("Rp 12.500.2025", None),
    ("besok pagi", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "value"), FIRST)
def test_the_first_date_of_a_text(text: str, value: str | None) -> None:
    assert parse_date(text) == value


def test_a_year_that_is_left_out_is_filled_or_missed() -> None:
    assert parse_date("Senin (9/6)", default_year=2025) == "2025-06-09"
    assert parse_date("9 Juni", default_year=2025) == "2025-06-09"
    assert parse_date("bulan Juni", default_year=2025) == "2025-06"
    assert parse_date("29 Februari", default_year=2025) is None


RANGES = [
    ("24 Mei hingga 2 Juni 2025", ["2025-05-24", "2025-06-02"]),
    ("28 Desember sampai 3 Januari 2026", ["2025-12-28", "2026-01-03"]),
    ("3 hingga 5 Mei 2025", ["2025-05-03", "2025-05-05"]),
    ("11-14 Mei 2025", ["2025-05-11", "2025-05-14"]),
    ("8 Maret 2025 s/d 6 April 2025", ["2025-03-08", "2025-04-06"]),
    ("3 Juni, dan 9 Juli 2025", [None, "2025-07-09"]),
]


@pytest.mark.parametrize(("text", "values"), RANGES)
def test_the_first_date_of_a_range_takes_the_year_of_the_second(text: str, values: list[str | None]) -> None:
    assert [m.value for m in find_dates(text)] == values


def test_a_mention_stands_where_it_says() -> None:
    text = "Pada Senin (9/6/2025) dan 2 Mei 2024, sejak bulan Maret tahun 2023."
    assert [text[m.start : m.end] for m in find_dates(text)] == ["9/6/2025", "2 Mei 2024", "Maret tahun 2023"]
    assert find_dates(text)[0].weekday == 0


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_reads_back_from_every_spelling(day: date) -> None:
    month = INDONESIAN[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"Sabtu, {day.day} {month} {day.year}",
    ):
        assert parse_date(text) == day.isoformat()


@given(
    st.integers(min_value=1, max_value=9999),
    st.none() | st.integers(min_value=-3, max_value=15),
    st.none() | st.integers(min_value=-3, max_value=40),
)
def test_a_prefix_is_a_prefix_of_a_real_day(year: int, month: int | None, day: int | None) -> None:
    value = iso(year, month, day)
    assert value is None or (len(value) in (4, 7, 10) and date.fromisoformat(value + "-01-01"[len(value) - 4 :]))


TIMES = [
    ("Selasa, 18 Maret 2025 | 09:25 WIB", "2025-03-18T09:25:00+07:00"),
    ("18 Maret 2025 pukul 8.05 WITA", "2025-03-18T08:05:00+08:00"),
    ("18/3/2025 23:59:01 wit", "2025-03-18T23:59:01+09:00"),
    ("10:15, 18 Maret 2025", "2025-03-18T10:15:00+08:00"),
    ("2025-03-18 10:15 UTC", "2025-03-18T10:15:00+00:00"),
    ("18 Mar 2025 10:15 +0700", "2025-03-18T10:15:00+07:00"),
    ("2025-03-18T10:15:00", "2025-03-18T10:15:00+08:00"),
    ("2025-03-18T10:15:00+07:00", "2025-03-18T10:15:00+07:00"),
    ("2025-03-18T03:15:00Z", "2025-03-18T03:15:00+00:00"),
    ("18 Maret 2025", None),
    ("2025-03-18", None),
    ("pukul 10.15 WIB", None),
    ("Maret 2025, 10:15", None),
    ("31 Juni 2025 10:15", None),
    ("18 Maret 2025 pukul 27:15", None),
]


@pytest.mark.parametrize(("text", "value"), TIMES)
def test_times_are_aware_or_refused(text: str, value: str | None) -> None:
    found = parse_datetime(text, timezone="Asia/Makassar")
    assert found == value
    assert found is None or datetime.fromisoformat(found).tzinfo is not None


def test_zones() -> None:
    assert parse_datetime("1 Mei 2025 10:00", timezone="WIT") == "2025-05-01T10:00:00+09:00"
    assert parse_datetime("1 Mei 2025 10:00", timezone="Asia/Pontianak") == "2025-05-01T10:00:00+07:00"
    with pytest.raises(ValueError, match="unknown time zone"):
        parse_datetime("1 Mei 2025 10:00", timezone="Asia/Nusantara")


def test_months_cover_the_year() -> None:
    assert sorted(set(MONTHS.values())) == list(range(1, 13))


@pytest.mark.parametrize(
    "text", ["1/" * 300_000, "Senin, " * 80_000, "9 Juni hingga " * 40_000, "tahun " * 100_000, " " * 600_000, "1.1" * 200_000]
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    find_dates(text)
    assert time.process_time() - start < 20
