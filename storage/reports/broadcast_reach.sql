-- Who a broadcast could reach: people by village, group, whether they have learned the lesson, and what stands in the way
-- ('' for nothing). Parameters: lesson, now.
SELECT coalesce(a.unit, '') AS unit, coalesce(a.grp, '') AS grp,
       EXISTS (SELECT 1 FROM completions c WHERE c.contact_id = a.id AND c.lesson = :lesson) AS learned,
       CASE WHEN a.stopped THEN 'stopped'
            WHEN NOT a.agreed OR NOT a.news THEN 'not_wanted'
            WHEN a.seconds IS NULL THEN 'channel'
            WHEN a.seconds > 0 AND (a.heard_at IS NULL
                 OR (julianday(:now) - julianday(a.heard_at)) * 86400 > a.seconds) THEN 'window'
            WHEN EXISTS (SELECT 1 FROM channel_reaches w JOIN quotas q ON q.channel = w.channel
                 WHERE w.channel = substr(a.urn, 1, instr(a.urn, ':') - 1) AND q.n >= w.monthly * 0.8
                   AND q.month = strftime('%Y-%m', :now, '+7 hours')) THEN 'quota'
            WHEN (SELECT count(*) FROM outbox o WHERE o.contact_id = a.id AND o.lane >= 2
                     AND o.state IN ('queued', 'sending', 'sent')
                     AND julianday(coalesce(o.ended_at, o.created_at)) > julianday(:now) - 7) >= 2 THEN 'cap'
            ELSE '' END AS hurdle,
       count(*) AS n
  FROM audience a
 GROUP BY 1, 2, 3, 4
