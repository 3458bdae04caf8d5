-- How many people could be called if somebody asked for help now. Parameters: contact.
SELECT count(DISTINCT r.contact_id) AS n
  FROM roles r JOIN contacts c ON c.id = r.contact_id
 WHERE c.stopped = 0 AND c.id <> :contact
