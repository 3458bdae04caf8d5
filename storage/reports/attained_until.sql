-- How many persons had attained each target by :until, by village and group.
SELECT substr(series, 10) AS target, unit, grp, sum(n) AS n
  FROM tallies
 WHERE series >= 'attained.' AND series < 'attained/' AND day <= :until
 GROUP BY series, unit, grp;
