"""The policy page (/kebijakan): what the crawler does, how to opt out, how to have something removed. The user agent's address points here."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

from datasette.utils.asgi import Response

PATH = "/kebijakan"
PLUGIN = "tagih"  # our name in Datasette's plugin settings: {"plugins": {"tagih": {"contact": "..."}}}


@functools.cache
def words() -> dict[str, dict[str, Any]]:
    """Language -> what the page says; `section` -> its parts in order, each with `heading` and `text`."""
    return tomllib.loads(resources.files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))


def contact(datasette: Any) -> str | None:
    """Where the operator is reached, as they set it (`tagih serve --contact`); None where they did not."""
    value = (datasette.plugin_config(PLUGIN) or {}).get("contact")
    return value.strip() or None if isinstance(value, str) else None


def link_of(contact: str | None) -> str | None:
    """A contact as the target of a link: a web page or an e-mail address; None for anything else."""
    if contact is None or any(c.isspace() for c in contact):
        return None
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact and ":" not in contact else None


def blocks(text: str, contact: str | None) -> list[tuple[str, list[str]]]:
    """A section's text -> ("p", "ul" or "pre", its lines), in order."""
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("{contact}", contact or "https://…").splitlines():
        kind = "ul" if line.startswith("- ") else "pre" if line.startswith("    ") else "p" if line.strip() else ""
        content = line.removeprefix("- ") if kind == "ul" else line.strip()
        if kind and found and found[-1][0] == kind and kind != "p":
            found[-1][1].append(content)
        elif kind:
            found.append((kind, [content]))
    return found


async def page(datasette: Any, request: Any) -> Response:
    """Answer with the page, in Indonesian or (?lang=en) English; also where nothing is published yet."""
    language = "en" if request.args.get("lang") == "en" else "id"
    said, reached = words()[language], contact(datasette)
    variables = {
        "words": said,
        "language": language,
        "other": "id" if language == "en" else "en",
        "contact": reached,
        "contact_link": link_of(reached),
        "sections": [(s["heading"], blocks(s["text"], reached)) for s in said["section"]],
    }
    return Response.html(await datasette.render_template("policy.html", variables, request=request))
