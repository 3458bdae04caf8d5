-- Percentages as offices gave them, in the order of their days; none was computed here. No parameters.
SELECT series, unit, percent, whole, source, as_of
  FROM rates
 ORDER BY as_of, id;
