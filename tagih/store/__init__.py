"""The working database and the public file made from it."""

from tagih.store.database import Store
from tagih.store.model import Failure, NewCommitment, Outcome, PageMeta, Stored, Violation
from tagih.store.publishing import PublishSummary, publish
from tagih.store.verifying import verify

__all__ = [
    "Failure",
    "NewCommitment",
    "Outcome",
    "PageMeta",
    "PublishSummary",
    "Store",
    "Stored",
    "Violation",
    "publish",
    "verify",
]
