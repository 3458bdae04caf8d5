-- The session a person was about to be noted down for, if it is still today's. Parameters: about (its number), today.
SELECT g.id, g.lesson, g.unit, g.kind
  FROM guidance g
 WHERE g.id = :about AND g.day = :today AND g.withdrawn_at IS NULL
