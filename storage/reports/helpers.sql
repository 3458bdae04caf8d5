-- Who holds a role, by their number in the audit, with villages and the day of their first role. No names, no addresses.
SELECT a.actor, r.role, group_concat(r.village, ' ') AS villages, min(substr(r.since, 1, 10)) AS since
  FROM roles r JOIN actors a ON a.contact_id = r.contact_id
 GROUP BY a.actor, r.role
 ORDER BY a.actor
