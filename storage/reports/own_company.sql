-- With whom somebody learns and what they gave their voice to: for whoever asks to see their data. Parameters: contact.
SELECT (SELECT code FROM mentorings WHERE mentee_id = :contact) AS mentored,
       (SELECT count(*) FROM mentorings WHERE mentor_id = :contact) AS mentees,
       (SELECT h.code FROM household_members m JOIN households h ON h.id = m.household_id
         WHERE m.contact_id = :contact) AS household,
       (SELECT language FROM listeners WHERE contact_id = :contact) AS language,
       (SELECT count(*) FROM recordings WHERE speaker_id = :contact) AS recordings
