"""Families of mark-up: an outlet and its articles -> the pages of a host. One module per family, each with `pages(press)`, which yields paths (or whole URLs) and answers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping

from tests.sample.articles import outlets
from tests.sample.sites import agency, government, jdih, network, soup, wordpress
from tests.sample.sites.press import Press
from tests.sample.web import Response, canonical

SITES: Mapping[str, Callable[[Press], Iterable[tuple[str, Response]]]] = {
    "wordpress": wordpress.pages,
    "network": network.pages,
    "soup": soup.pages,
    "government": government.pages,
    "jdih": jdih.pages,
    "agency": agency.pages,
}


@functools.cache
def build(*, bad: bool = True) -> Mapping[str, Response]:
    """Every page of the world by canonical URL; ValueError where two share one. Nothing in it depends on the clock."""
    world: dict[str, Response] = {}
    for outlet in outlets().values():
        for path, page in SITES[outlet.site](Press(outlet, bad=bad)):
            url = canonical(path if path.startswith("http://") else f"http://{outlet.host}{path}")
            if url in world:
                raise ValueError(f"{url} is the address of two pages")
            world[url] = page
    return world
