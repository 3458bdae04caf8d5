-- How many wrong codes this person gave in the last hour. Parameters: contact, now.
SELECT count(*) AS n
  FROM wrong_codes
 WHERE contact_id = :contact AND julianday(:now) - julianday(at) < 1.0 / 24
