-- Somebody's household: its code, its members, and how many of them have learned something. Parameters: contact.
SELECT h.id, h.code, count(*) AS members,
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM completions c WHERE c.contact_id = n.contact_id)) AS learners
  FROM household_members m
  JOIN households h ON h.id = m.household_id
  JOIN household_members n ON n.household_id = h.id
 WHERE m.contact_id = :contact
 GROUP BY h.id
