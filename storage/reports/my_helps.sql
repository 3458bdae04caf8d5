-- Open requests for help that somebody made, took, or was called for. Parameters: contact.
SELECT h.id, h.state, h.lesson, h.unit,
       CASE :contact WHEN h.asker_id THEN 'asker' WHEN h.taker_id THEN 'taker' ELSE 'called' END AS side
  FROM helps h
 WHERE h.state <> 'ended'
   AND (h.asker_id = :contact OR h.taker_id = :contact
        OR h.id IN (SELECT k.help_id FROM help_calls k WHERE k.contact_id = :contact))
 ORDER BY h.id
