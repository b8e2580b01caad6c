"""What was seen and what was not: a page that tells silence from blindness (/cakupan), and one line of it for the front page."""

from __future__ import annotations

import functools
import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

from datasette.utils.asgi import Response

from tagih.dashboard.data import PUBLIC

SHOWN_DAYS = 14  # in a source's row of boxes
NATIONAL = "00"


@functools.cache
def words() -> dict[str, dict[str, Any]]:
    """Language -> key -> what the page says; `states` -> [its name, what it means]."""
    return tomllib.loads(resources.files(__package__).joinpath("coverage_words.toml").read_text(encoding="utf-8"))


def language(request: Any) -> str:
    """Indonesian, or (?lang=en) English."""
    return "en" if request.args.get("lang") == "en" else "id"


def written(day: str | None, spoken: dict[str, Any]) -> str:
    """A day as people write it: "21 November 2026"; nothing for none."""
    if day is None:
        return ""
    at = date.fromisoformat(day)
    return f"{at.day} {spoken['months'][at.month - 1]} {at.year}"


async def line(datasette: Any, language: str) -> dict[str, str] | None:
    """The front page's line and the words of its link; None where the published file knows no days."""
    found = await _provinces(datasette)
    spoken = words()[language]
    return {"text": _line(found, spoken), "more": spoken["more"]} if found else None


async def coverage_page(datasette: Any, request: Any) -> Response:
    """Answer with the page; 404 where no published file is served."""
    if PUBLIC not in datasette.databases:
        return Response.text("Not found", status=404)
    chosen = language(request)
    spoken = words()[chosen]
    provinces = await _provinces(datasette)
    page: dict[str, Any] = {"words": spoken, "language": chosen, "other": "id" if chosen == "en" else "en", "provinces": provinces}
    if provinces:
        until = provinces[0]["until"]
        page |= {
            "line": _line(provinces, spoken),
            "sources": await _sources(datasette, until),
            "days": [written(day, spoken) for day in _last_days(until)],
            "unseen_first": spoken["unseen_first"].format(until=written(until, spoken)),
            "written": functools.partial(written, spoken=spoken),
        }
    return Response.html(await datasette.render_template("coverage.html", page, request=request))


def _line(provinces: list[dict[str, Any]], spoken: dict[str, Any]) -> str:
    sources, seen = (sum(p[name] for p in provinces) for name in ("sources", "seen"))
    own = [p for p in provinces if p["province"] != NATIONAL]
    return str(spoken["line"]).format(
        since=written(provinces[0]["since"], spoken),
        until=written(provinces[0]["until"], spoken),
        seen=seen,
        sources=sources,
        unseen=sources - seen,
        provinces=sum(not p["seen"] for p in own),
        all=len(own),
    )


async def _provinces(datasette: Any) -> list[dict[str, Any]]:
    """Rows of coverage_by_province; none where the file was published before there were any, or no day is known."""
    database = datasette.get_database(PUBLIC)
    if "coverage_by_province" not in await database.view_names():
        return []
    rows = [dict(row) for row in (await database.execute("SELECT * FROM coverage_by_province ORDER BY province")).rows]
    return rows if rows and rows[0]["until"] else []


def _last_days(until: str) -> list[str]:
    last = date.fromisoformat(until)
    return [(last - timedelta(days=n)).isoformat() for n in reversed(range(SHOWN_DAYS))]


async def _sources(datasette: Any, until: str) -> list[dict[str, Any]]:
    """Rows of coverage_by_source, each with the states of its last days; those that were not seen first."""
    database = datasette.get_database(PUBLIC)
    days = _last_days(until)
    found = await database.execute(
        "SELECT source_id, day, state FROM source_days WHERE day >= :since", {"since": days[0]}, page_size=100_000
    )
    states: dict[str, dict[str, str]] = {}
    for source, day, state in found.rows:
        states.setdefault(source, {})[day] = state
    ordered = "SELECT * FROM coverage_by_source ORDER BY days_seen > 0, state = 'never', days_ok > 0, jurisdiction, outlet"
    rows = (await database.execute(ordered, page_size=100_000)).rows
    return [dict(row) | {"days": [states.get(row["source_id"], {}).get(day, "not_asked") for day in days]} for row in rows]
