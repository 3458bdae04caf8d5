-- The number that counted for each village and name at the end of each of some days (see numbers.sql). Parameters: days
-- (a JSON list, '' for none).
SELECT day, kind, name, unit, value, source, as_of
  FROM (
    SELECT d.value AS day, g.kind, g.name, g.unit, g.value, g.source, g.as_of,
           row_number() OVER (PARTITION BY d.value, g.kind, g.name, g.unit ORDER BY g.as_of DESC, g.id DESC) AS place
      FROM json_each(CASE WHEN :days = '' THEN '[]' ELSE :days END) AS d
      JOIN (
        SELECT 'denominator' AS kind, id, what AS name, unit, value, source, as_of FROM denominators
        UNION ALL
        SELECT 'official', id, series, unit, value, source, as_of FROM officials
      ) AS g ON g.as_of <= d.value
  )
 WHERE place = 1;
