"""The same text in several documents is one announcement, and somebody carried it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tagih.records.links import Announcement, DocumentText


def link_announcements(documents: Sequence[DocumentText]) -> tuple[tuple[Announcement, ...], Mapping[str, str]]:
    """Announcements by id, and `{document: id}`, for texts that two or more documents carry."""
    groups: dict[str, list[DocumentText]] = {}
    for document in documents:
        groups.setdefault(document.text_digest, []).append(document)
    shared = {f"announcement-{digest[:16]}": group for digest, group in groups.items() if len(group) > 1}
    return (
        tuple(
            Announcement(id=id_, text_digest=shared[id_][0].text_digest, first_document=min(shared[id_], key=_moment).document)
            for id_ in sorted(shared)
        ),
        {d.document: id_ for id_, group in shared.items() for d in group},
    )


def _moment(document: DocumentText) -> tuple[str, str, str, str]:
    """When a document appeared, as far as it says: by day, then by time of day where known, then by when it was seen."""
    published = document.published or ""
    day, time = published[:10] or "9999", ""
    if len(published) > 10 and (moment := datetime.fromisoformat(published)).tzinfo:
        time = moment.astimezone(UTC).isoformat()
    return day, time or "~", document.first_seen, document.document
