-- How many persons have attained each target, by village and group. No parameters.
SELECT substr(series, 10) AS target, a AS unit, b AS grp, n
  FROM sums
 WHERE cut = 'unit,grp' AND series >= 'attained.' AND series < 'attained/';
