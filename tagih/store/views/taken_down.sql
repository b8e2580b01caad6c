-- Pages that were read and then were gone: since when, when they were last there, and whether they came back.
SELECT
    substr(a.first_missing, 1, 10) AS first_missing,
    substr(a.last_seen, 1, 10) AS last_seen,
    substr(a.back, 1, 10) AS back,
    a.sign,
    d.outlet,
    d.title AS document_title,
    d.url AS document_url,
    d.published_day AS published,
    d.commitments,
    a.document_id
FROM absences a
JOIN documents d ON d.id = a.document_id;
