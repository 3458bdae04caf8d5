-- Questions that found no answer, those in the same words together. Parameters: today, gap_days (30), gap_rows (1000).
SELECT words, max(nearest) AS nearest, count(*) AS n, min(day) AS first, max(day) AS last
  FROM questions
 WHERE day > date(:today, '-' || coalesce(nullif(:gap_days, ''), '30') || ' days')
 GROUP BY words
 ORDER BY n DESC, last DESC, words
 LIMIT coalesce(nullif(:gap_rows, ''), '1000') + 0
