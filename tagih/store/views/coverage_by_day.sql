-- Each day: how many sources there were, how many of them were asked and seen, and what stood in the way of the others.
SELECT
    d.day,
    (SELECT count(*) FROM sources) AS sources,
    count(*) FILTER (WHERE d.state <> 'not_asked') AS asked,
    count(*) FILTER (WHERE d.state = 'ok') AS ok,
    count(*) FILTER (WHERE d.state = 'zero_items') AS zero_items,
    count(*) FILTER (WHERE d.state = 'changed_layout') AS changed_layout,
    count(*) FILTER (WHERE d.state = 'empty') AS empty,
    count(*) FILTER (WHERE d.state = 'blocked') AS blocked,
    count(*) FILTER (WHERE d.state = 'geo_blocked') AS geo_blocked,
    count(*) FILTER (WHERE d.state = 'robots_denied') AS robots_denied,
    count(*) FILTER (WHERE d.state = 'dns_dead') AS dns_dead,
    count(*) FILTER (WHERE d.state = 'unreachable') AS unreachable,
    sum(d.requests) AS requests,
    sum(d.new) AS new,
    sum(d.changed) AS changed,
    sum(d.failed) AS failed,
    sum(d.empty_answers) AS empty_answers,
    sum(d.bytes) AS bytes
FROM source_days d
GROUP BY d.day;
