-- Every mentor by the number of the audit, with how many people they help; for the plan's "at least so many". No parameters.
SELECT coalesce(a.actor, 0) AS actor, count(m.mentee_id) AS mentees
  FROM mentorings m LEFT JOIN actors a ON a.contact_id = m.mentor_id
 WHERE m.mentor_id IS NOT NULL AND m.mentee_id IS NOT NULL
 GROUP BY m.mentor_id
 ORDER BY 1
