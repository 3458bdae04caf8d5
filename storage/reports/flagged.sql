-- Steps that look different on the screens of three people or more.
SELECT lesson, step, count(*) AS n, min(day) AS first, max(day) AS last
  FROM flags
 GROUP BY lesson, step
HAVING count(*) >= 3
 ORDER BY n DESC, lesson, step
