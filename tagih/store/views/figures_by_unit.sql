-- Which units and roles figures come in, how many, and how large.
SELECT
    unit,
    role,
    count(*) AS figures,
    count(DISTINCT document_id) AS documents,
    min(value_number) AS smallest,
    max(coalesce(value_high_number, value_number)) AS largest
FROM figures
GROUP BY unit, role;
