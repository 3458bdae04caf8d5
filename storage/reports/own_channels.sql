-- The addresses that belong to one person, by channel only, in the order they last wrote from them. Parameters: contact.
SELECT substr(urn, 1, instr(urn, ':') - 1) AS channel
  FROM urns
 WHERE contact_id = :contact
 ORDER BY heard_at DESC, urn
