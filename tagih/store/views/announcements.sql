-- The same text carried by several documents: who carried it, and who first.
SELECT
    announcement_id,
    max(CASE WHEN announcement_first THEN title END) AS title,
    max(CASE WHEN announcement_first THEN outlet END) AS first_outlet,
    max(CASE WHEN announcement_first THEN url END) AS first_url,
    count(*) AS documents,
    count(DISTINCT source_id) AS sources,
    group_concat(DISTINCT outlet) AS outlets,
    min(published_day) AS first_published,
    max(published_day) AS last_published
FROM documents
WHERE announcement_id IS NOT NULL
GROUP BY announcement_id;
