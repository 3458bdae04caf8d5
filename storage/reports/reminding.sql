-- Reminders: everybody who asked for some, with all that the planner looks at, one row a person.
-- Parameters: contact (everybody when none is given), after (only later contact ids), count (at most so many).
SELECT
    c.id AS contact,
    c.stopped AS stopped,
    coalesce(c.grp, '') AS grp,
    coalesce((SELECT u.urn FROM urns u WHERE u.contact_id = c.id ORDER BY u.heard_at DESC LIMIT 1), '') AS urn,
    (SELECT max(u.heard_at) FROM urns u WHERE u.contact_id = c.id) AS heard_at,
    (SELECT group_concat(r.kind || '=' || r.since, ' ') FROM reminders r WHERE r.contact_id = c.id) AS kinds,
    (SELECT r.lesson FROM reminders r WHERE r.contact_id = c.id AND r.kind = 'do-dang') AS lesson,
    (SELECT r.opened_at FROM reminders r WHERE r.contact_id = c.id AND r.kind = 'do-dang') AS opened_at,
    -- A passed lesson whose questions have not come back yet is due two days after; else what fsrs says.
    (SELECT min(coalesce(
        (SELECT min(v.due_at) FROM reviews v WHERE v.contact_id = c.id AND v.lesson = q.lesson),
        strftime('%Y-%m-%dT%H:%M:%f+00:00', q.at, '+2 days')))
       FROM completions q WHERE q.contact_id = c.id AND q.evidence = 'quiz_passed') AS review_at,
    (SELECT group_concat(DISTINCT l.lesson) FROM completions l WHERE l.contact_id = c.id) AS learned,
    (SELECT group_concat(k.lesson) FROM skips k WHERE k.contact_id = c.id) AS skipped,
    -- Lanes from 2 on are what nobody asked for at that moment: reminders and broadcasts.
    (SELECT group_concat(coalesce(o.ended_at, o.created_at), ' ')
       FROM outbox o
      WHERE o.contact_id = c.id AND o.lane >= 2 AND o.state IN ('queued', 'sending', 'sent')
        AND coalesce(o.ended_at, o.created_at) > strftime('%Y-%m-%dT%H:%M:%f+00:00', :now, '-8 days')) AS proactive,
    (SELECT group_concat(s.kind || '/' || s.key, ' ')
       FROM occasions s
      WHERE s.contact_id = c.id
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.update_id = s.update_id AND o.lane = 2
                           AND o.state IN ('failed', 'cancelled'))) AS told,
    (SELECT count(*)
       FROM occasions s
      WHERE s.contact_id = c.id
        AND s.said_at > coalesce((SELECT max(u.heard_at) FROM urns u WHERE u.contact_id = c.id), '')
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.update_id = s.update_id AND o.lane = 2
                           AND o.state <> 'sent')) AS unanswered
FROM contacts c
WHERE c.id IN (SELECT contact_id FROM reminders)
  AND c.id > CAST(:after AS INTEGER)
  AND (:contact IS NULL OR c.id = :contact)
ORDER BY c.id
LIMIT CASE WHEN :count = '' THEN -1 ELSE CAST(:count AS INTEGER) END
