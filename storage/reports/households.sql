-- How many households there are, and in how many somebody has learned something. No parameters.
SELECT count(*) AS households,
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM household_members m JOIN completions c ON c.contact_id = m.contact_id
                                       WHERE m.household_id = h.id)) AS with_learner
  FROM households h
