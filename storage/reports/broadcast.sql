-- The broadcast whose code was typed or pressed. Parameters: argument.
SELECT code, lesson, notice FROM broadcasts WHERE code = upper(:argument) AND state IN ('sending', 'sent', 'stopped')
