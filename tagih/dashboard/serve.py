"""Datasette on the published file, or on the working database for its operator."""

from __future__ import annotations

import ipaddress
import os
import signal
import subprocess
import sys
from pathlib import Path

from tagih.records import TagihError

# Facet suggestions cost seconds on large tables (2 s against 0.5 s a page at a million rows, measured on 0.65.5).
SETTINGS = {
    "suggest_facets": "off",
    "default_facet_size": "12",
    "facet_time_limit_ms": "500",
    "sql_time_limit_ms": "1000",
    "max_returned_rows": "1000",
    "default_page_size": "50",
    "truncate_cells_html": "600",
}


CONTACT = "TAGIH_SERVE_CONTACT"  # what the metadata names; click sets --contact from it too


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def command(database: Path, *, metadata: Path, host: str, port: int, private: bool) -> list[str]:
    """The Datasette command line. The public file is immutable and is reloaded where a newer one is swapped in."""
    # No "serve": with --reload Datasette hands its arguments to that command itself, which would take the word for a file.
    args = [sys.executable, "-m", "datasette", "--host", host, "--port", str(port)]
    if private:
        args += [str(database)]
    else:
        args += ["--immutable", str(database), "--metadata", str(metadata), "--reload"]
    for name, value in SETTINGS.items():
        args += ["--setting", name, value]
    return args


def serve(database: Path, *, metadata: Path, host: str, port: int, private: bool, contact: str | None = None) -> int:
    """Run Datasette until it is stopped; -> its exit code. Raises TagihError where it must not or cannot start.

    `contact`: where the operator is reached, for the policy page; datasette_metadata.json takes it from the environment.
    """
    if private and not is_loopback(host):
        raise TagihError(
            "the working database holds whole articles and names of private people",
            where=f"--host {host}",
            remedy="Serve it on 127.0.0.1 only, and reach it through an SSH tunnel.",
        )
    if not database.exists():
        raise TagihError("there is no such database yet", where=str(database), remedy="Run `tagih run` first.")
    env = os.environ | ({CONTACT: contact} if contact else {})
    # Datasette's --reload needs to be its own process: it starts itself again from its command line.
    process = subprocess.Popen(command(database, metadata=metadata, host=host, port=port, private=private), env=env)  # noqa: S603
    previous = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)
