-- What waits for a person of the office: how many of each, and since when or until when. No parameters.
SELECT (SELECT count(*) FROM requests WHERE closed_at IS NULL) AS requests,
       (SELECT min(due_day) FROM requests WHERE closed_at IS NULL) AS requests_due,
       (SELECT count(*) FROM broadcasts WHERE state = 'waiting') AS broadcasts,
       (SELECT count(*) FROM helps WHERE state IN ('asked', 'neighbours', 'office')) AS helps,
       (SELECT min(asked_at) FROM helps WHERE state IN ('asked', 'neighbours', 'office')) AS helps_since
