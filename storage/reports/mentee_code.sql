-- The open invitation whose code was typed, if it is somebody else's. Parameters: argument, contact, now.
SELECT m.id, m.code FROM mentorings m
 WHERE m.code = :argument AND m.mentee_id IS NULL AND m.mentor_id <> :contact AND m.expires_at > :now
