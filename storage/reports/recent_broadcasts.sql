-- What went out to many in the last days, word for word. Parameters: now.
SELECT day, json_extract(body, '$.text') AS text
  FROM broadcasts
 WHERE state IN ('sending', 'sent', 'stopped') AND julianday(:now) - julianday(approved_at) < 30
 ORDER BY id DESC
