"""Legal instruments by their own key, the same in every document that cites them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tagih.linking.choose import most_said
from tagih.records.links import LinkedRegulation, RegulationMention
from tagih.vocabulary.places import regions

HEADS = ("gubernur", "bupati", "wali kota")


def link_regulations(mentions: Sequence[RegulationMention]) -> tuple[tuple[LinkedRegulation, ...], Mapping[int, str]]:
    """Instruments by id, and `{mention: id}`."""
    groups: dict[str, list[RegulationMention]] = {}
    for mention in mentions:
        groups.setdefault(mention.instrument, []).append(mention)
    return (
        tuple(_regulation(id_, groups[id_]) for id_ in sorted(groups)),
        {m.mention: id_ for id_, group in groups.items() for m in group},
    )


def _regulation(id_: str, mentions: Sequence[RegulationMention]) -> LinkedRegulation:
    # The key fixes type, number, year and area; where a mention disagrees, the least by alphabet keeps the choice stable.
    # A mention by title alone has no number to show.
    one = min(mentions, key=lambda m: (m.number is None, m.type, m.number or "", m.year or 0, m.jurisdiction or "", m.document, m.mention))
    return LinkedRegulation(
        id=id_,
        label=label(one),
        type=one.type,
        number=one.number,
        year=one.year,
        jurisdiction=one.jurisdiction,
        title=most_said(m.title for m in mentions),
    )


def label(mention: RegulationMention) -> str:
    """An instrument written out: "Peraturan Gubernur Kalimantan Timur Nomor 4 Tahun 2031"."""
    parts = [mention.type, _area(mention)]
    parts += [f"Nomor {mention.number}" if mention.number else "", f"Tahun {mention.year}" if mention.year else ""]
    return " ".join(p for p in parts if p)


def _area(mention: RegulationMention) -> str:
    """The area in an instrument's name: bare behind its head ("Peraturan Bupati Berau"), in full behind anything else."""
    area = regions().get(mention.jurisdiction or "")
    if area is None or area.short.casefold() in mention.type.casefold():
        return ""
    if mention.type.casefold().endswith(HEADS):
        return area.short
    return f"Provinsi {area.name}" if area.level == "provinsi" else area.name
