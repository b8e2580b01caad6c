-- What is missing, so that silence is not taken for absence: sources without documents, pages not read, words not understood.
SELECT s.outlet, 'source without documents' AS gap, NULL AS kind, NULL AS field, NULL AS reason, 1 AS occurrences, s.id AS source_id
FROM sources s
WHERE s.documents = 0
UNION ALL
SELECT s.outlet, 'page not read', NULL, NULL, f.reason, f.pages, s.id
FROM failures f
JOIN sources s ON s.id = f.source_id
UNION ALL
SELECT s.outlet, 'not understood', u.kind, u.field, u.reason, u.records, s.id
FROM unresolved u
JOIN sources s ON s.id = u.source_id;
