"""Across documents: the same official, the same instrument, the same announcement. Pure; exact keys only.

`link` is a function of its inputs alone: the order of mentions does not matter, and the same inputs give the same ids.
"""

from __future__ import annotations

from tagih.linking.announcements import link_announcements
from tagih.linking.enactments import join_enactments
from tagih.linking.officials import link_officials
from tagih.linking.regulations import link_regulations
from tagih.records.links import LinkInputs, Links

__all__ = ["link"]


def link(inputs: LinkInputs) -> Links:
    """Mentions -> rows of their own, and which mention belongs to which."""
    officials, official_of = link_officials(inputs.officials)
    regulations, regulation_of = link_regulations(inputs.regulations)
    regulations, enactment_of = join_enactments(regulations, inputs.enactments)
    announcements, announcement_of = link_announcements(inputs.documents)
    return Links(
        officials=officials,
        official_of=official_of,
        regulations=regulations,
        regulation_of=regulation_of,
        announcements=announcements,
        announcement_of=announcement_of,
        enactment_of=enactment_of,
    )
