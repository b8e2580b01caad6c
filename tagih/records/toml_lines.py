"""Where a key stands in a TOML text, for errors about files that people write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_WORD = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_NAME = rf"{_WORD}(?:\s*\.\s*{_WORD})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_NAME})\s*\]")
_KEY = re.compile(rf"\s*({_NAME})\s*=")


def line_of(text: str, keys: Sequence[str | int]) -> int:
    """The line (from 1) of a key by its path: ("politeness", "delay_s"), or ("listings", 1, "pages") in the second [[listings]].

    Of the deepest part of the path that the text shows; 1 where it shows none. Keys of an inline table stand on the line of that table.
    """
    line, deepest = 1, 0
    table: tuple[str | int, ...] = ()
    entries = Counter[tuple[str | int, ...]]()  # of each [[array of tables]] so far
    for number, content in enumerate(text.splitlines(), 1):
        if head := _TABLE.match(content):
            *outer, name = _parts(head[2])
            table = ()
            for part in outer:
                table = _entered((*table, part), entries)
            table = (*table, name)
            if head[1] == "[[":
                entries[table] += 1
            table = _entered(table, entries)
            path = table
        elif key := _KEY.match(content):
            path = (*table, *_parts(key[1]))
        else:
            continue
        if len(path) > deepest and path == tuple(keys[: len(path)]):
            line, deepest = number, len(path)
    return line


def _entered(table: tuple[str | int, ...], entries: Counter[tuple[str | int, ...]]) -> tuple[str | int, ...]:
    """A table, or the last of its entries where it is an array of tables."""
    return (*table, entries[table] - 1) if entries[table] else table


def _parts(name: str) -> list[str]:
    return [word.strip("\"'") for word in re.findall(_WORD, name)]
