-- The last report of each plan and period that was drawn, and when it was issued. No parameters.
SELECT plan, period, at, issued_at
  FROM snapshots
 WHERE id IN (SELECT max(id) FROM snapshots GROUP BY plan, period);
