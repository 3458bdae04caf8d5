-- Which rungs have ever been counted here: a rung that nobody was ever counted on is not a zero. No parameters.
SELECT DISTINCT substr(series, 13) AS evidence
  FROM sums
 WHERE cut = 'unit,lesson' AND series >= 'completions.' AND series < 'completions/';
