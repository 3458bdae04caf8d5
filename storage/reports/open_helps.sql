-- Requests for help that nobody has taken yet, of a volunteer's villages and those they were called for; for an
-- organizer all. Parameters: contact.
SELECT h.id, h.lesson, h.unit, h.asked_at
  FROM helps h
 WHERE h.state IN ('asked', 'neighbours', 'office') AND h.asker_id <> :contact
   AND (h.unit = ''
        OR EXISTS (SELECT 1 FROM help_calls k WHERE k.help_id = h.id AND k.contact_id = :contact)
        OR EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = :contact
                      AND (r.role = 'organizer' OR r.village IN ('', h.unit))))
 ORDER BY h.id
 LIMIT 9
