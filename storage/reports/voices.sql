-- What somebody can listen to of the open lesson, in the language they chose; the latest of each step. Parameters: contact,
-- about (the lesson).
SELECT r.step, r.wording, r.language, max(r.id) AS id
  FROM listeners l JOIN recordings r ON r.language = l.language
 WHERE l.contact_id = :contact AND r.lesson = :about AND r.approved_at IS NOT NULL AND r.fetched = 1
 GROUP BY r.step, r.wording
