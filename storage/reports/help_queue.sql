-- Requests for help that nobody has taken, the oldest first: about what, where, who is being asked. Nobody is named.
SELECT id, lesson, unit, state, asked_at
  FROM helps
 WHERE state IN ('asked', 'neighbours', 'office')
 ORDER BY asked_at, id
