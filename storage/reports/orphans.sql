-- People whose mentor has left and who would like another one, in the villages of a volunteer; for an organizer all.
-- Parameters: contact.
SELECT m.id, m.code, coalesce(c.unit, '') AS unit
  FROM mentorings m JOIN contacts c ON c.id = m.mentee_id
 WHERE m.mentor_id IS NULL AND m.wanting = 1 AND c.id <> :contact
   AND EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = :contact
                  AND (r.role = 'organizer' OR r.village IN ('', coalesce(c.unit, ''))))
 ORDER BY m.id
 LIMIT 9
