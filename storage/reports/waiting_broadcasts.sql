-- Broadcasts that wait for an organizer, and how many people and groups each could reach at the most. Parameters: now.
SELECT b.id, b.code, b.lesson, b.notice, b.villages, b.grp, b.undone, b.made_at,
       (SELECT count(*) FROM audience a
         WHERE NOT a.stopped AND a.agreed AND a.news AND a.seconds IS NOT NULL
           AND (a.seconds = 0 OR (julianday(:now) - julianday(a.heard_at)) * 86400 <= a.seconds)
           AND (b.villages = '' OR instr(' ' || b.villages || ' ', ' ' || a.unit || ' ') > 0)
           AND (b.grp = '' OR a.grp = b.grp)
           AND (NOT b.undone
                OR NOT EXISTS (SELECT 1 FROM completions c WHERE c.contact_id = a.id AND c.lesson = b.lesson))) AS reached,
       (SELECT count(*) FROM village_groups g
          JOIN urns u ON u.contact_id = g.contact_id
          JOIN channel_reaches w ON w.channel = substr(u.urn, 1, instr(u.urn, ':') - 1)
         WHERE b.grp = '' AND NOT b.undone
           AND (b.villages = '' OR instr(' ' || b.villages || ' ', ' ' || g.village || ' ') > 0)) AS groups
  FROM broadcasts b
 WHERE b.state = 'waiting'
 ORDER BY b.id
 LIMIT 9
