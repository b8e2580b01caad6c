-- Who committed to what, where, by when, and the sentence that proves it.
SELECT
    c.id AS commitment_id,
    d.published_day AS published,
    c.actor,
    o.office,
    c.status,
    r.name AS region,
    c.jurisdiction,
    c.due,
    c.checkable,
    c.topics,
    c.sentence,
    d.title AS document_title,
    d.url AS document_url,
    d.outlet,
    c.first_seen
FROM commitments c
JOIN documents d ON d.id = c.document_id
LEFT JOIN officials o ON o.id = c.official_id
LEFT JOIN regions r ON r.code = c.jurisdiction;
