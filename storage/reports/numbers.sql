-- The number that counts for each village and name: the latest day's, of that day the last one entered. :until ('' for
-- all) leaves out what is about a later day.
SELECT kind, name, unit, value, source, as_of
  FROM (
    SELECT *, row_number() OVER (PARTITION BY kind, name, unit ORDER BY as_of DESC, id DESC) AS place
      FROM (
        SELECT 'denominator' AS kind, id, what AS name, unit, value, source, as_of FROM denominators
        UNION ALL
        SELECT 'official', id, series, unit, value, source, as_of FROM officials
      )
     WHERE :until = '' OR as_of <= :until
  )
 WHERE place = 1;
