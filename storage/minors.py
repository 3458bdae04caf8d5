"""Room: storage. Minors: somebody under 16 without a parent's yes. All about them goes, also out of the counts."""

from sqlite3 import Connection

from bot.model.urn import ContactId
from storage import askings, completions, contests, reviews, roles, skips


def unknow(db: Connection, contact_id: ContactId) -> None:
    """As if they had never agreed: a child's yes alone allows nothing."""
    completions.take_out(db, contact_id)
    contests.take_out(db, contact_id)
    reviews.forget_all(db, contact_id)
    skips.forget_all(db, contact_id)
    roles.take(db, contact_id)
    askings.forget(db, contact_id)
    db.execute("DELETE FROM attendances WHERE contact_id = ?", (contact_id,))
    db.execute("DELETE FROM consents WHERE contact_id = ?", (contact_id,))
    db.execute(
        "UPDATE contacts SET consent = 'unasked', consent_at = NULL, unit = NULL, unit_asked = 0, grp = NULL,"
        " group_asked = 0, minor = 0, share = NULL WHERE id = ?",
        (contact_id,),
    )
