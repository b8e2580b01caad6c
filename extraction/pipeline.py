"""extract(page) -> Extraction: one pure function that a laptop or a cluster maps over pages."""

from __future__ import annotations

from extraction import enactment, ocr, page, paging, provenance
from extraction.assemble import VERSIONS, assemble
from extraction.find import find, rule_versions
from extraction.reading import Reading
from tagih.records import Document, Extraction, Page, PageError, TagihError


def extract(page: Page) -> Extraction:
    """Read a page, with its further pages where it has such, and find every record in it. Raises PageError where it cannot be read."""
    document, gaps = paging.read_story(page)
    return paging.with_gaps(document, gaps, extract_document(document))


def extract_document(document: Document) -> Extraction:
    """Find every record in a document's text."""
    reading = Reading(document)
    return enactment.with_enactment(assemble(reading, find(reading)))


def extract_or_error(page: Page | PageError) -> Extraction | TagihError:
    """Extract a page; whatever goes wrong with it becomes an error that names it, so that one bad page never stops a run."""
    if isinstance(page, PageError):
        return page
    try:
        return extract(page)
    except TagihError as e:
        return e
    except Exception as e:  # a rule that breaks on one page is a bug, to be seen in `failures`, not the end of the run
        return PageError(
            f"a rule failed ({type(e).__name__}: {e})",
            where=page.where,
            remedy="Report it with the page; the other pages are not affected.",
        )


def versions() -> dict[str, str]:
    """What decides the records of a page: rules, steps and the reading of pages by their VERSION, the libraries that read by their
    release, the models that are asked by a digest. The identity of an extraction run: where one differs, stored pages are read again."""
    steps = {step.RULE: step.VERSION for step in (page, paging, enactment)}
    return rule_versions() | VERSIONS | steps | {"ocr": ocr.READING} | provenance.libraries() | provenance.models()
