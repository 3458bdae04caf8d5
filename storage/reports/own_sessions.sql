-- Guidance sessions that can still be corrected: a volunteer's own, an organizer's all. Parameters: contact, now.
SELECT g.id, g.kind, g.lesson, g.unit, g.day, g.heads, g.elders, g.women, g.minorities, g.disabled, g.code,
       (SELECT count(*) FROM attendances t WHERE t.guidance_id = g.id) AS came
  FROM guidance g
  LEFT JOIN actors a ON a.actor = g.actor
 WHERE g.withdrawn_at IS NULL
   AND julianday(:now) - julianday(g.logged_at) <= 7
   AND (a.contact_id = :contact
        OR EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = :contact AND r.role = 'organizer'))
 ORDER BY g.id DESC
 LIMIT 10
