-- The session whose code was typed, if it is today's, and whether this person is on its list. Parameters: argument, today, contact.
SELECT g.id, g.lesson, g.unit, g.kind,
       EXISTS (SELECT 1 FROM attendances t WHERE t.guidance_id = g.id AND t.contact_id = :contact) AS already
  FROM guidance g
 WHERE g.code = :argument AND g.day = :today AND g.withdrawn_at IS NULL
