-- Every invite that could still be used, newest first, without its code, which nobody knows. Parameters: now.
SELECT id, role, villages, expires_at, made_at
  FROM invites
 WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > :now
 ORDER BY id DESC
 LIMIT 20
