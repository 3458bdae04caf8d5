-- The groups that are linked to the villages somebody works in; for an organizer all. Parameters: contact.
SELECT g.id, g.village, date(g.linked_at, '+7 hours') AS day
  FROM village_groups g
 WHERE EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = :contact
                  AND (r.role = 'organizer' OR r.village = g.village))
 ORDER BY g.village, g.id
 LIMIT 20
