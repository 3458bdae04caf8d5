-- How many persons had attained each target by the end of each of some days; a day on which nobody had is there without
-- a target. Parameters: days (a JSON list, '' for none).
SELECT d.value AS day, substr(t.series, 10) AS target, t.unit, t.grp, sum(t.n) AS n
  FROM json_each(CASE WHEN :days = '' THEN '[]' ELSE :days END) AS d
  LEFT JOIN tallies t ON t.series >= 'attained.' AND t.series < 'attained/' AND t.day <= d.value
 GROUP BY d.value, t.series, t.unit, t.grp;
