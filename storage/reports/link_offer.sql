-- The talk a one-time code joins, while it is open: only the channel it was asked for on. Parameters: about (its number), contact, now.
SELECT k.id, substr(u.urn, 1, instr(u.urn, ':') - 1) AS channel
  FROM link_codes k
  JOIN contacts c ON c.id = k.contact_id AND c.consent = 'given'
  JOIN urns u ON u.urn = (SELECT v.urn FROM urns v WHERE v.contact_id = k.contact_id
                           ORDER BY v.heard_at DESC, v.urn LIMIT 1)
 WHERE k.id = :about AND k.expires_at > :now AND k.contact_id <> :contact
