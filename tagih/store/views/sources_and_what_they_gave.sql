-- Every source, the area it serves, and what it gave; a source without documents is shown too.
SELECT
    s.id,
    s.outlet,
    r.name AS area,
    s.jurisdiction,
    s.kind,
    s.license,
    s.verified,
    s.documents,
    (SELECT count(*) FROM commitments c JOIN documents d ON d.id = c.document_id WHERE d.source_id = s.id) AS commitments,
    s.unread,
    s.last_published,
    s.last_fetched AS last,
    s.home
FROM sources s
LEFT JOIN regions r ON r.code = s.jurisdiction;
