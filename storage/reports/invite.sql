-- An invite that is still open, by its number. Parameters: about (the number), now.
SELECT id, role, villages, expires_at
  FROM invites
 WHERE id = :about AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now
