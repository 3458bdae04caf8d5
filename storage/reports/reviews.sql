-- The quizzes a person has passed, with the questions of each that came back already, and whether they want to be
-- reminded of reviews. Parameters: contact.
SELECT q.lesson AS lesson, q.at AS passed_at, v.question AS question, v.card AS card, v.due_at AS due_at,
       v.asked_at AS asked_at,
       EXISTS (SELECT 1 FROM reminders r WHERE r.contact_id = :contact AND r.kind = 'on-tap') AS wanted
  FROM completions q
  LEFT JOIN reviews v ON v.contact_id = q.contact_id AND v.lesson = q.lesson
 WHERE q.contact_id = :contact AND q.evidence = 'quiz_passed'
 ORDER BY q.at, q.id, v.question
