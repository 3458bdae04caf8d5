-- What was logged as held or published (sessions, classes, publicity, posts, radio), by village and day. No parameters.
SELECT series, unit, day, sum(n) AS n
  FROM tallies
 WHERE series IN ('guidance_sessions', 'classes', 'publicity', 'posts', 'radio')
 GROUP BY series, unit, day;
