-- What was logged as held or published (sessions, classes, publicity, posts), by village and day. No parameters.
SELECT series, unit, day, sum(n) AS n
  FROM tallies
 WHERE series IN ('guidance_sessions', 'classes', 'publicity', 'posts')
 GROUP BY series, unit, day;
