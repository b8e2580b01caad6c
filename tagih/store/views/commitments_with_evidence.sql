-- Who committed to what, where, by when, and the sentence that proves it.
SELECT
    d.published_day AS published,
    c.actor,
    o.office,
    c.status,
    c.sentence,
    r.name AS region,
    c.due,
    d.outlet,
    d.title AS document_title,
    d.url AS document_url,
    c.checkable,
    c.topics,
    c.jurisdiction,
    c.first_seen,
    c.id AS commitment_id
FROM commitments c
JOIN documents d ON d.id = c.document_id
LEFT JOIN officials o ON o.id = c.official_id
LEFT JOIN regions r ON r.code = c.jurisdiction;
