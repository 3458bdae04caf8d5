-- The last lines of the audit, newest first. Parameters: last (how many).
SELECT at, actor, role, name, deed
  FROM audit
 ORDER BY id DESC
 LIMIT CAST(:last AS INTEGER)
