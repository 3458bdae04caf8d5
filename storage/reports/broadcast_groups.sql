-- Groups that a broadcast to their village goes into, by village: those whose channel is on. No parameters.
SELECT g.village AS unit, count(*) AS n
  FROM village_groups g
  JOIN urns u ON u.contact_id = g.contact_id
  JOIN channel_reaches w ON w.channel = substr(u.urn, 1, instr(u.urn, ':') - 1)
 GROUP BY g.village
