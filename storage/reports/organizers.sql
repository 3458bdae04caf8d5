-- Who hears how the program is doing: organizers that did not stop, at the address they last wrote from.
SELECT (SELECT u.urn FROM urns u WHERE u.contact_id = c.id ORDER BY u.heard_at DESC, u.urn LIMIT 1) AS urn
  FROM contacts c
 WHERE c.stopped = 0
   AND EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = c.id AND r.role = 'organizer')
   AND EXISTS (SELECT 1 FROM urns u WHERE u.contact_id = c.id)
 ORDER BY c.id
