-- A person's attempts at contests, oldest first. Parameters: contact.
SELECT k.title AS title, e.name AS name, e.right AS right, e.answered AS answered
  FROM contest_entries e JOIN contests k ON k.id = e.contest_id
 WHERE e.contact_id = :contact
 ORDER BY e.id
