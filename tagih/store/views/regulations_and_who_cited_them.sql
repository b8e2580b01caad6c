-- Each instrument with every document of others that cites it, and the officials whose commitments rest on it there.
SELECT
    g.label AS regulation,
    g.type,
    r.name AS region,
    g.title,
    g.status,
    (
        SELECT group_concat(actor, '; ')
        FROM (
            SELECT DISTINCT c.actor
            FROM commitment_regulations l
            JOIN commitments c ON c.id = l.commitment_id
            WHERE l.mention_id = m.id
            ORDER BY c.actor
        )
    ) AS cited_in_commitments_of,
    m.sentence,
    d.outlet,
    d.published_day AS published,
    d.title AS document_title,
    d.url AS document_url,
    g.enacted,
    g.file_url,
    g.page_url,
    g.id AS regulation_id
FROM regulation_mentions m
JOIN regulations g ON g.id = m.regulation_id
JOIN documents d ON d.id = m.document_id
LEFT JOIN regions r ON r.code = g.jurisdiction
WHERE NOT EXISTS (SELECT 1 FROM particulars p WHERE p.document_id = m.document_id AND p.regulation_id = m.regulation_id);
