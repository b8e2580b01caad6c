-- Every change of a document that matters, whether its page says so, and how much it changed.
SELECT
    r.seen,
    d.outlet,
    d.title AS document_title,
    r.declares,
    r.notice,
    r.edits,
    r.words_removed,
    r.words_added,
    r.number,
    r.seen_before,
    d.published_day AS published,
    d.url AS document_url,
    r.document_id,
    r.id AS revision_id
FROM revisions r
JOIN documents d ON d.id = r.document_id;
