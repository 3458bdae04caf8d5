-- Every attempt at a contest (the one that matters when none is named). Parameters: contest, contact, now.
SELECT e.id AS id, e.contest_id AS contest, e.name AS name, e.unit AS unit, e.share AS share, e.channel AS channel,
       e.minor AS minor, e.contact_id IS NOT NULL AS known, coalesce(e.contact_id = :contact, 0) AS own,
       e.started_at AS started_at, e.finished_at AS finished_at, e.answered AS answered, e.right AS right
  FROM contest_entries e
 WHERE e.contest_id = CASE WHEN :contest <> '' THEN CAST(:contest AS INTEGER) ELSE (
        SELECT k.id FROM contests k WHERE k.starts_at < k.ends_at
         ORDER BY CASE WHEN k.ends_at <= :now THEN 2 WHEN k.starts_at > :now THEN 1 ELSE 0 END,
                  abs(julianday(k.ends_at) - julianday(:now)), k.id DESC
         LIMIT 1) END
 ORDER BY e.id
