"""STUB of the command line."""

import json
from pathlib import Path

import click

from extraction.pipeline import extract as extract_page
from tagih.records import Page
from tagih.records.output import extraction_json


@click.group()
def cli() -> None:
    """Tagih."""


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path))
def extract(files: tuple[Path, ...], out: Path) -> None:
    """Extract records from files."""
    with out.open("w") as f:
        for p in files:
            f.write(
                json.dumps(
                    extraction_json(extract_page(Page(id=p.stem, content=p.read_bytes(), media_type="text/plain"))), ensure_ascii=False
                )
                + "\n"
            )
