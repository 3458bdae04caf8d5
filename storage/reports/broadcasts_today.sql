-- Broadcasts that went out today or wait for their approval, with their villages ('' for all). Parameters: today.
SELECT id, villages, lesson FROM broadcasts WHERE day = :today AND state IN ('waiting', 'sending', 'sent', 'stopped')
