-- The contest that matters now (open, else the next one, else the one that ended last), with the asker's own attempt.
-- Parameters: contest ('' for the one that matters), contact, now.
SELECT k.id AS id, k.title AS title, k.questions AS questions, k.starts_at AS starts_at, k.ends_at AS ends_at,
       k.margin AS margin, e.id AS entry, e.name AS name, e.answered AS answered, e.right AS right,
       e.started_at AS started_at, e.finished_at AS finished_at
  FROM contests k
  LEFT JOIN contest_entries e ON e.contest_id = k.id AND e.contact_id = :contact
 WHERE CASE WHEN :contest = '' THEN k.starts_at < k.ends_at ELSE k.id = CAST(:contest AS INTEGER) END
 ORDER BY CASE WHEN k.ends_at <= :now THEN 2 WHEN k.starts_at > :now THEN 1 ELSE 0 END,
          abs(julianday(k.ends_at) - julianday(:now)), k.id DESC
 LIMIT 1
