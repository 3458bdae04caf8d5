-- Completions, learners and openings, told apart once by village, lesson, group, month and channel. No parameters.
WITH counted AS NOT MATERIALIZED (
  SELECT cut, series, a, b, n FROM sums WHERE series >= 'completions.' AND series < 'learners/'
)
SELECT 'unit' AS place, a AS at, series, sum(n) AS n FROM counted WHERE cut = 'unit,grp' GROUP BY a, series
UNION ALL
SELECT 'group', b, series, sum(n) FROM counted WHERE cut = 'unit,grp' GROUP BY b, series
UNION ALL
SELECT 'lesson', b, series, sum(n) FROM counted WHERE cut = 'unit,lesson' GROUP BY b, series
UNION ALL
SELECT 'month', a, series, sum(n) FROM counted WHERE cut = 'month,unit' GROUP BY a, series
UNION ALL
SELECT 'channel', b, series, sum(n) FROM counted WHERE cut = 'month,channel' GROUP BY b, series;
