-- What this person has shared, newest first: how often it was opened, who learned it, from how many villages. Parameters: contact.
SELECT s.code, s.lesson, s.unit,
       (SELECT count(*) FROM happenings h
         WHERE h.share = s.code AND h.share <> '' AND h.kind = 'opened') AS opened,
       (SELECT count(*) FROM completions c
         WHERE c.share = s.code AND c.share <> '' AND c.lesson = s.lesson AND c.evidence = 'self_reported') AS learned,
       (SELECT count(DISTINCT c.unit) FROM completions c
         WHERE c.share = s.code AND c.share <> '' AND c.lesson = s.lesson AND c.unit <> '') AS villages
  FROM shares s
  JOIN actors a ON s.volunteer = CAST(a.actor AS TEXT)
 WHERE a.contact_id = :contact
 ORDER BY s.created_at DESC
 LIMIT 20
