"""Errors that a person can act on: what went wrong, where, and what to do about it."""

from __future__ import annotations

from typing import Any


class TagihError(Exception):
    """An error for the user, never a bug report.

    `where` names the file, URL or table; `remedy` is one sentence in the imperative.
    `exit_code` is what the command line ends with (2: bad input or settings, 3: a stage failed
    in part and the run went on, 4: evidence does not hold, 5: the machine: locked, full, unreadable).
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str, remedy: str) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(f"{where}: {what}. {remedy}")

    def __reduce__(self) -> tuple[Any, ...]:
        # An error crosses from a worker process to the one that counts it.
        return _made_again, (type(self), self.what, self.where, self.remedy)


def _made_again(cls: type[TagihError], what: str, where: str, remedy: str) -> TagihError:
    return cls(what, where=where, remedy=remedy)


class PageError(TagihError):
    """A page that cannot be read: empty, not what it says it is, too large, encrypted, broken."""


class VocabularyError(TagihError):
    """A word list, region list, source file or alert file that breaks its own rules."""


class EvidenceError(TagihError):
    """A quote that is not the text at its offsets."""

    exit_code = 4


class StoreError(TagihError):
    """A database or disk that cannot be read or written: locked, full, of a newer schema."""

    exit_code = 5
