"""The demo: serve the sample world on loopback and run the whole path over it.

    python -m tests.sample.demo --data data/demo

The sample's outlets live under made-up `.example` hosts; its server answers for them as an HTTP proxy.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.sample import SAMPLE, SampleWorld

# What the sample world is meant to provoke: some pages cannot be fetched or read, and the run goes on.
PARTLY_FAILED = 3


def main() -> int:
    """-> exit code of `tagih run`, with the sample's own broken pages counted as expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/demo"))
    args = parser.parse_args()
    tagih = [sys.executable, "-c", "from tagih.cli import cli; cli()"]
    with SampleWorld(port=0) as world:
        where = ["--sources", str(SAMPLE / "sources"), "--data", str(args.data), "--alerts", str(args.data / "alerts.toml")]
        code = subprocess.run(
            [*tagih, "run", "--proxy", world.proxy, "--fast", "--contact", "demo@example.org", *where], check=False
        ).returncode
    if code == PARTLY_FAILED:
        print("The pages that failed are the sample world's broken ones: it has them on purpose.")
        code = 0
    return code or subprocess.run([*tagih, "verify", "--data", str(args.data)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
