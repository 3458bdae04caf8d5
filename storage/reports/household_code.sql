-- The household whose code was typed. Parameters: argument.
SELECT id, code FROM households WHERE code = :argument
