-- What publishers changed in what they had published without saying so: quotations, figures, targets, commitments, titles.
SELECT
    e.seen,
    d.outlet,
    e.kind,
    coalesce(e.old_sentence, e.old_quote) AS before,
    coalesce(e.new_sentence, e.new_quote) AS after,
    e.old_value,
    e.new_value,
    coalesce(e.new_unit, e.old_unit) AS unit,
    e.old_due,
    e.new_due,
    d.title AS document_title,
    d.url AS document_url,
    d.published_day AS published,
    r.seen_before,
    (SELECT min(l.seen) FROM revisions l WHERE l.document_id = e.document_id AND l.number > r.number AND l.declares = 'correction')
        AS corrected_later,
    e.withheld,
    e.document_id,
    e.revision_id,
    e.id AS edit_id
FROM edits e
JOIN documents d ON d.id = e.document_id
JOIN revisions r ON r.id = e.revision_id
WHERE e.declared IS NULL;
