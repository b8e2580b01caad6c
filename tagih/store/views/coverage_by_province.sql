-- Each province: how many sources speak of it, how many of them were seen in the last seven days, and since when it is silent.
SELECT
    p.code AS province,
    p.name,
    count(c.source_id) AS sources,
    count(*) FILTER (WHERE c.days_seen > 0) AS seen,
    count(*) FILTER (WHERE c.days_ok > 0) AS ok,
    count(*) FILTER (WHERE c.days_seen = 0 AND c.last_asked IS NOT NULL) AS unseen,
    count(*) FILTER (WHERE c.source_id IS NOT NULL AND c.last_asked IS NULL) AS never_asked,
    coalesce(sum(c.new), 0) AS new,
    CASE WHEN coalesce(sum(c.days_seen > 0), 0) = 0 THEN max(c.last_seen) END AS silent_since,
    max(c.last_new) AS last_new,
    date((SELECT max(day) FROM source_days), '-6 days') AS since,
    (SELECT max(day) FROM source_days) AS until
FROM regions p
LEFT JOIN coverage_by_source c ON c.jurisdiction = p.code OR c.jurisdiction LIKE p.code || '.%'
WHERE p.level IN ('provinsi', 'negara')
GROUP BY p.code;
