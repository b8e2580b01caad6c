"""The crawler's process with a stub for a name server and a recorder before the network; run as `python -m tests.scraper.stubbed`.

ANSWERS (JSON) maps a name to the addresses that it resolves to, one after the other, the last for ever. Every connection that the
crawler tries is a line of the file TRIED; only those to 127.0.0.1 are made. The peak of this process's memory, in KiB, goes to PEAK.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Self

from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")

from twisted.internet import reactor  # noqa: E402
from twisted.internet.address import IPv4Address, IPv6Address  # noqa: E402
from twisted.internet.error import ConnectionRefusedError as RefusedError  # noqa: E402
from twisted.internet.interfaces import IHostnameResolver  # noqa: E402
from zope.interface import implementer  # noqa: E402

from scraper.settings import BASE  # noqa: E402
from scraper.worker import main  # noqa: E402

ANSWERS: dict[str, list[str]] = json.loads(os.environ.get("ANSWERS", "{}"))
_connect = reactor.connectTCP  # type: ignore[attr-defined]


@implementer(IHostnameResolver)
class StubResolver:
    """Scrapy builds it from its settings, as it builds its own."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls()

    def install_on_reactor(self) -> None:
        reactor.installNameResolver(self)  # type: ignore[attr-defined]

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *args: Any, **more: Any) -> Any:  # noqa: N802, N803
        told = ANSWERS.get(name, [name])
        address = told.pop(0) if len(told) > 1 else told[0]
        receiver.resolutionBegan(self)
        receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, portNumber))
        receiver.resolutionComplete()
        return receiver


def recording(host: str, port: int, *args: Any, **more: Any) -> Any:
    """Stands where the network begins: behind the crawler's own guard."""
    with Path(os.environ["TRIED"]).open("a") as f:
        print(host, port, file=f)
    if host != "127.0.0.1":
        raise RefusedError
    return _connect(host, port, *args, **more)


if __name__ == "__main__":
    reactor.connectTCP = recording  # type: ignore[attr-defined]
    BASE["TWISTED_DNS_RESOLVER"] = "__main__.StubResolver"
    code = main()
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))
    Path(os.environ["PEAK"]).write_text(peak[1] if peak else "0", "utf-8")
    sys.exit(code)
