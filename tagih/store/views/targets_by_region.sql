-- What each area is to reach, and by when.
SELECT
    r.name AS region,
    t.jurisdiction,
    p.name AS province,
    t.indicator,
    t.value,
    t.value_number,
    t.unit,
    t.due,
    t.sentence,
    d.published_day AS published,
    d.title AS document_title,
    d.url AS document_url,
    t.id AS target_id
FROM targets t
JOIN documents d ON d.id = t.document_id
LEFT JOIN regions r ON r.code = t.jurisdiction
LEFT JOIN regions p ON p.code = coalesce(r.province, r.code);
