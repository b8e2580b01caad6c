"""`python -m tests.sample --port 8700` serves the sample world until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import threading
from pathlib import Path

from tests.sample import SOURCES
from tests.sample.articles import outlets
from tests.sample.server import SampleWorld


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sample", description="Serve a made-up news world on loopback, as an HTTP proxy.")
    parser.add_argument("--port", type=int, default=8700, help="port on 127.0.0.1 (0: any free one; default 8700)")
    parser.add_argument("--print-sources", metavar="DIR", type=Path, help="copy the source files (*.toml) to DIR and end")
    parser.add_argument("--without-bad", action="store_true", help="leave out the broken pages and PDFs")
    args = parser.parse_args()
    if args.print_sources:
        args.print_sources.mkdir(parents=True, exist_ok=True)
        for path in sorted(SOURCES.glob("*.toml")):
            print(shutil.copy(path, args.print_sources))
        return
    with SampleWorld(port=args.port, bad=not args.without_bad) as world, contextlib.suppress(KeyboardInterrupt):
        print(f"The sample world answers at {world.proxy} (an HTTP proxy), for example:", flush=True)
        for outlet in outlets().values():
            print(f"  curl --proxy {world.proxy} {outlet.home}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
