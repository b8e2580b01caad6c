"""A small made-up news world on loopback: outlets, releases and regulations that never existed, with the ugliness of real ones.

`with SampleWorld() as world:` serves it as an HTTP proxy at `world.proxy`; `python -m tests.sample` does the same by hand.
Regions, kinds of offices and some law numbers are real; people, outlets, events and wording are invented.
"""

from tests.sample.articles import SAMPLE, expected, private_names
from tests.sample.server import SampleWorld
from tests.sample.web import Response

SOURCES = SAMPLE / "sources"

__all__ = ["SAMPLE", "SOURCES", "Response", "SampleWorld", "expected", "private_names"]
