-- Recordings of others that a second speaker has to listen to. Parameters: contact.
SELECT id, lesson, step, wording, language
  FROM recordings
 WHERE approved_at IS NULL AND fetched = 1 AND speaker_id <> :contact
 ORDER BY id
 LIMIT 50
