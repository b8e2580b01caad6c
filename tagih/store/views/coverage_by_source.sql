-- What was seen of each source and what was not, in the seven days up to the last one on which any source was asked.
SELECT
    s.id AS source_id,
    s.outlet,
    r.name AS area,
    s.jurisdiction,
    s.kind,
    s.verified,
    coalesce((SELECT d.state FROM source_days d WHERE d.source_id = s.id AND d.state <> 'not_asked' ORDER BY d.day DESC LIMIT 1), 'never')
        AS state,
    count(w.day) FILTER (WHERE w.state <> 'not_asked') AS days_asked,
    count(w.day) FILTER (WHERE w.state IN ('ok', 'zero_items')) AS days_seen,
    count(w.day) FILTER (WHERE w.state = 'ok') AS days_ok,
    coalesce(sum(w.requests), 0) AS requests,
    coalesce(sum(w.new), 0) AS new,
    coalesce(sum(w.failed), 0) AS failed,
    (SELECT max(d.day) FROM source_days d WHERE d.source_id = s.id AND d.state <> 'not_asked') AS last_asked,
    (SELECT max(d.day) FROM source_days d WHERE d.source_id = s.id AND d.state IN ('ok', 'zero_items')) AS last_seen,
    (SELECT max(d.day) FROM source_days d WHERE d.source_id = s.id AND d.new > 0) AS last_new,
    date((SELECT max(day) FROM source_days), '-6 days') AS since,
    (SELECT max(day) FROM source_days) AS until,
    s.home
FROM sources s
LEFT JOIN regions r ON r.code = s.jurisdiction
LEFT JOIN source_days w ON w.source_id = s.id AND w.day >= date((SELECT max(day) FROM source_days), '-6 days')
GROUP BY s.id;
