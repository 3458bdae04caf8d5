-- What waits for an organizer: counts only. Parameters: today.
SELECT
    (SELECT coalesce(sum(n), 0) FROM tallies WHERE series = 'happenings.unanswered'
        AND day > date(:today, '-30 days')) AS asked,
    (SELECT coalesce(sum(n), 0) FROM tallies WHERE series = 'happenings.unanswered'
        AND day = date(:today, '-1 day')) AS yesterday,
    (SELECT count(*) FROM (SELECT 1 FROM flags GROUP BY lesson, step
        HAVING count(*) >= 3 AND max(day) = date(:today, '-1 day'))) AS steps,
    (SELECT count(*) FROM broadcasts WHERE state = 'waiting') AS approvals,
    (SELECT count(*) FROM helps WHERE state IN ('asked', 'neighbours', 'office')) AS helps
