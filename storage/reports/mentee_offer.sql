-- An invitation that is still open, by its number. Parameters: about, contact, now.
SELECT m.id, m.code FROM mentorings m
 WHERE m.id = :about AND m.mentee_id IS NULL AND m.mentor_id <> :contact AND m.expires_at > :now
