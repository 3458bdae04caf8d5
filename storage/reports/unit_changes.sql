-- What organizers changed in the list of places, in order. No parameters.
SELECT plan, unit, change, value, at FROM unit_changes ORDER BY id;
