"""Officials by name without titles, post and area: "Hj. Siti Rahma, S.Sos", Bupati of 64.03 is `siti-rahma-bupati-64.03`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tagih.linking.choose import most_said
from tagih.linking.people import bare_name
from tagih.records.ids import slug
from tagih.records.links import LinkedOfficial, OfficialMention


def official_key(mention: OfficialMention) -> str:
    """The id of the official that a mention names, and the key it is linked by."""
    name = bare_name(mention.name).replace(".", " ")
    return slug(f"{name} {mention.office} {mention.jurisdiction or ''}")


def link_officials(mentions: Sequence[OfficialMention]) -> tuple[tuple[LinkedOfficial, ...], Mapping[int, str]]:
    """Officials by id, and `{mention: id}`. A name that has no Latin letter or digit is linked to nothing."""
    groups: dict[str, list[OfficialMention]] = {}
    for mention in mentions:
        if slug(mention.name):
            groups.setdefault(official_key(mention), []).append(mention)
    return (
        tuple(_official(id_, groups[id_]) for id_ in sorted(groups)),
        {m.mention: id_ for id_, group in groups.items() for m in group},
    )


def _official(id_: str, mentions: Sequence[OfficialMention]) -> LinkedOfficial:
    latest = max(mentions, key=lambda m: (m.day, m.document, m.acting or ""))
    return LinkedOfficial(
        id=id_,
        name=most_said(m.name for m in mentions) or "",
        office=most_said(m.office for m in mentions) or "",
        organisation=most_said(m.organisation for m in mentions),
        jurisdiction=mentions[0].jurisdiction,
        acting=latest.acting,
    )
