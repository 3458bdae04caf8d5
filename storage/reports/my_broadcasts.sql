-- The latest broadcasts: one's own, for an organizer all. Sent, failed, cancelled, skipped and still waiting add up to
-- all deliveries to persons; groups stand apart; opened and learned say what came of it. Parameters: contact.
SELECT b.id, b.lesson, b.notice, b.villages, b.state, b.made_at, b.done_at,
       coalesce(b.sent, count(d.id) FILTER (WHERE o.state = 'sent')) AS sent,
       coalesce(b.failed, count(d.id) FILTER (WHERE o.state = 'failed')) AS failed,
       coalesce(b.cancelled, count(d.id) FILTER (WHERE o.state = 'cancelled')) AS cancelled,
       coalesce(b.skipped, count(d.id) FILTER (WHERE d.skipped IS NOT NULL)) AS skipped,
       count(d.id) FILTER (WHERE o.state IN ('queued', 'sending')) AS waiting,
       coalesce(b.group_count, (SELECT count(*) FROM group_deliveries g WHERE g.broadcast_id = b.id)) AS groups,
       coalesce(b.groups_sent, (SELECT count(*) FROM group_deliveries g JOIN outbox p ON p.id = g.outbox_id
                                 WHERE g.broadcast_id = b.id AND p.state = 'sent')) AS groups_sent,
       (SELECT count(*) FROM happenings h WHERE h.share = b.code AND h.kind = 'opened') AS opened,
       (SELECT count(DISTINCT c.contact_id) FROM completions c JOIN deliveries e ON e.contact_id = c.contact_id
         WHERE e.broadcast_id = b.id AND e.outbox_id IS NOT NULL AND c.lesson = b.lesson
           AND c.at >= b.approved_at) AS learned
  FROM broadcasts b
  LEFT JOIN deliveries d ON d.broadcast_id = b.id
  LEFT JOIN outbox o ON o.id = d.outbox_id
 WHERE b.maker = (SELECT actor FROM actors WHERE contact_id = :contact)
    OR EXISTS (SELECT 1 FROM roles r WHERE r.contact_id = :contact AND r.role = 'organizer')
 GROUP BY b.id
 ORDER BY b.id DESC
 LIMIT 9
