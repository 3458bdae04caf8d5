-- How the last day went, for the organizers' morning message. Parameters: now.
SELECT
    (SELECT count(*) FROM outbox WHERE state = 'sent' AND ended_at IS NOT NULL
        AND ended_at >= strftime('%Y-%m-%dT%H:%M:%f+00:00', :now, '-1 day')) AS sent,
    (SELECT count(*) FROM outbox WHERE state = 'failed' AND ended_at IS NOT NULL
        AND ended_at >= strftime('%Y-%m-%dT%H:%M:%f+00:00', :now, '-1 day')) AS failed,
    (SELECT count(*) FROM updates WHERE state = 'set_aside' AND ended_at IS NOT NULL) AS set_aside,
    (SELECT n FROM watch WHERE name = 'disk') AS disk,
    (SELECT coalesce(group_concat(substr(name, 9), ' '), '') FROM watch WHERE name GLOB 'trouble.*'
        AND at >= strftime('%Y-%m-%dT%H:%M:%f+00:00', :now, '-1 hour')) AS troubles,
    (SELECT n FROM watch WHERE name = 'reconcile') AS findings,
    (SELECT at FROM watch WHERE name = 'backup') AS backup_at,
    (SELECT count(*) FROM requests WHERE closed_at IS NULL) AS requests,
    (SELECT count(*) FROM requests WHERE closed_at IS NULL
        AND (due_day < :today OR acknowledged_at IS NULL AND acknowledge_day < :today)) AS overdue
