-- Whom a mentor helps along: by code, how many lessons each has learned and when the last one; open codes without a day.
-- Parameters: contact, now.
SELECT m.id, m.code, m.joined_at IS NOT NULL AS joined,
       count(DISTINCT c.lesson) AS lessons, coalesce(max(c.day), substr(m.joined_at, 1, 10)) AS last_day
  FROM mentorings m
  LEFT JOIN completions c ON c.contact_id = m.mentee_id
 WHERE m.mentor_id = :contact AND (m.joined_at IS NOT NULL OR m.expires_at > :now)
 GROUP BY m.id
 ORDER BY m.id
