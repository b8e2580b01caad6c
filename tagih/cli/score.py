"""`tagih score GOLD`: read the annotated texts, compare, print; and what changed since a saved run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from extraction.agreement import SCORED_KINDS, Record
from extraction.gold import GoldDocument, read_gold, read_saved
from extraction.pipeline import extract_or_error
from extraction.scoring import Change, Score, changes, judge_all, score
from tagih.records import Page, TagihError
from tagih.records.output import extraction_json

EVIDENCE_MAX = 90  # characters of evidence on a line


def predict(gold: Sequence[GoldDocument]) -> tuple[dict[str, Record], list[TagihError]]:
    """The records of each annotated text as `tagih extract` prints them, and the texts that could not be read."""
    found: dict[str, Record] = {}
    failed: list[TagihError] = []
    for document in gold:
        result = extract_or_error(Page(id=document.id, content=document.text.encode(), media_type="text/plain"))
        if isinstance(result, TagihError):
            failed.append(result)
        else:
            found[document.id] = extraction_json(result)
    return found, failed


def score_gold(
    path: Path, *, texts: Path | None, kinds: Sequence[str], as_json: bool, out: Path | None, against: Path | None, errors: bool
) -> int:
    """Print the scores of today's rules; -> how many texts could not be read. Raises TagihError for a file that cannot be used."""
    kinds = kinds or SCORED_KINDS
    gold = read_gold(path, texts)
    before = read_saved(against) if against else None
    found, failed = predict(gold)
    for problem in failed:
        click.echo(f"Error: {problem}", err=True)
    if out:
        _save(out, found)
    judged = judge_all(gold, found, kinds)
    scores = {kind: score(list(tallies.values())) for kind, tallies in judged.items()}
    changed = list(changes(gold, before, found, kinds)) if before is not None else None
    if as_json:
        click.echo(json.dumps(_as_json(scores, changed), ensure_ascii=False))
        return len(failed)
    if errors:
        for tallies in judged.values():
            for error in (e for tally in tallies.values() for e in tally.errors):
                click.echo(f"{error.document}\t{error.kind}\t{error.why}\t{error.record.get('text')!r}")
    click.echo(score_table(scores))
    if changed is not None:
        click.echo("\n" + change_list(changed, kinds))
    return len(failed)


def _save(out: Path, found: Mapping[str, Record]) -> None:
    try:
        with out.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in found.values())
    except OSError as e:
        raise TagihError(f"the file cannot be written ({e.strerror})", where=str(out), remedy="Name another with --out.") from e


def _as_json(scores: Mapping[str, Score], changed: Sequence[Change] | None) -> dict[str, Any]:
    result: dict[str, Any] = {kind: s.as_json() for kind, s in scores.items()}
    if changed is not None:
        result["changes"] = [
            {
                "what": c.what,
                "kind": c.kind,
                "document": c.document,
                "start": c.record.get("start"),
                "end": c.record.get("end"),
                "text": c.record.get("text"),
                "in_gold": c.in_gold,
                "values": {name: {"before": was, "now": now, "gold": gold} for name, (was, now, gold) in c.values.items()},
            }
            for c in changed
        ]
    return result


def score_table(scores: Mapping[str, Score]) -> str:
    """One line a kind."""
    lines = [f"{'kind':12} {'P':>6} {'R':>6} {'F1':>6}  95 % interval  right/wrong/missed  attributes of the right ones"]
    for kind, s in scores.items():
        counts = f"{s.right}/{s.wrong}/{s.missed}"
        attributes = " ".join(f"{name}={share:.3f}" for name, share in s.attributes.items())
        lines.append(
            f"{kind:12} {s.precision:6.3f} {s.recall:6.3f} {s.f1:6.3f}  {s.low:.3f}-{s.high:.3f}    {counts:18}  {attributes}".rstrip()
        )
    return "\n".join(lines)


def change_list(changed: Sequence[Change], kinds: Sequence[str]) -> str:
    """Per kind: how many records were gained, lost and changed, then each of them with what the annotations say."""
    lines = []
    for kind in kinds:
        of_kind = [c for c in changed if c.kind == kind]
        counts = Counter(c.what for c in of_kind)
        lines.append(f"{kind}: {counts['gained']} gained, {counts['lost']} lost, {counts['changed']} changed")
        for c in of_kind:
            sign = {"gained": "+", "lost": "-", "changed": "~"}[c.what]
            gold = {"yes": "in gold", "optional": "optional in gold", "no": "not in gold"}[c.in_gold]
            text = " ".join(str(c.record.get("text")).split())
            evidence = text if len(text) <= EVIDENCE_MAX else text[: EVIDENCE_MAX - 1] + "…"
            lines.append(f"  {sign} {c.document} {c.record.get('start')}-{c.record.get('end')} [{gold}] {evidence}")
            for name, (was, now, right) in c.values.items():
                asked = f" (gold: {right})" if c.in_gold != "no" else ""
                lines.append(f"      {name}: {was} -> {now}{asked}")
    return "\n".join(lines)
