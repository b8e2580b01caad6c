"""The front page's variables, in Indonesian or (?lang=en) English."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

from tagih.dashboard import coverage, data, revisions

SHOWN = 12  # commitments on the front page


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """Language -> key -> what the page says."""
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


async def variables(datasette: Any, request: Any) -> dict[str, Any]:
    """What index.html needs. `tables` is empty where no published file is served: the page then says so."""
    language = "en" if request.args.get("lang") == "en" else "id"
    page: dict[str, Any] = {"words": words()[language], "language": language, "other": "id" if language == "en" else "en", "tables": []}
    page["edit_words"] = revisions.words()[language]
    if data.PUBLIC in datasette.databases:
        page["tables"] = await data.counts(datasette)
        page["latest"] = await data.latest_commitments(datasette, SHOWN, by="published")
        page["questions"] = await data.views(datasette)
        page["sources"] = await data.sources(datasette)
        page["seen"] = await coverage.line(datasette, language)
        page["edits"] = await revisions.silent_edits(datasette, revisions.SHOWN)
    return page
