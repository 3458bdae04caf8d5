-- What was logged as published and still counts, the last entered first. Parameters: now.
SELECT id, kind, place, day, n
  FROM postings
 WHERE withdrawn_at IS NULL AND julianday(:now) - julianday(logged_at) <= 100
 ORDER BY id DESC
 LIMIT 100;
