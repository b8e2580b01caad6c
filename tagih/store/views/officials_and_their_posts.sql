-- Who held which post, between which articles, and what was heard from them.
SELECT
    o.name,
    o.office,
    o.organisation,
    r.name AS region,
    o.jurisdiction,
    o.acting,
    o.first_published,
    o.last_published,
    o.documents,
    (SELECT count(*) FROM commitments c WHERE c.official_id = o.id) AS commitments,
    (SELECT count(*) FROM statements s WHERE s.official_id = o.id) AS statements,
    o.id AS official_id
FROM officials o
LEFT JOIN regions r ON r.code = o.jurisdiction;
