"""Room: app. Doctor: looks at all an installation needs, changes nothing, says what to do in two languages."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.bookshelf import Bookshelf, ContentBroken
from bot.config import Settings
from bot.connections import checkups
from bot.health import BACKUP, CLOCK, DISK_FREE
from bot.model.symptom import Grade, Symptom, bad, fine, note
from content.book import Book
from content.copybook import load_copy
from storage import Busy, StorageError, Store, Vitals
from storage.lock import alone_with

MEGA: Final = 1024 * 1024
_SIGNS: Final = {Grade.FINE: "✓", Grade.NOTE: "!", Grade.BAD: "✗"}


async def examine(settings: Settings, now: datetime) -> list[Symptom]:
    """Every finding, in the order in which one would mend them."""
    book, of_content = _content(settings)
    found = [*_settings(settings), *of_content, *_disk(settings), *_clock(book, now)]
    if not settings.db.exists():
        return [*found, note("no_database", path=settings.db)]
    try:
        store = Store(settings.db)
    except StorageError as error:
        return [*found, bad("database_broken", path=settings.db, why=error)]
    try:
        return [*found, *_database(settings, store, now), *await checkups(settings, store, now)]
    finally:
        store.close()


def told(symptoms: list[Symptom]) -> Iterator[str]:
    """Each finding in Vietnamese, with the English below it."""
    copy = load_copy(Settings.model_fields["content"].default / "copy" / "doctor.toml")
    for symptom in symptoms:
        yield f"{_SIGNS[symptom.grade]} {copy.say(f'doctor.{symptom.name}', **symptom.values)}"
        yield f"    {copy.say(f'doctor_en.{symptom.name}', **symptom.values)}"


def _settings(settings: Settings) -> Iterator[Symptom]:
    hooks = (settings.telegram_webhook_secret, settings.zalo_bot_webhook_secret, settings.zalo_oa_secret_key)
    if not settings.public_url:
        if any(secret.get_secret_value() for secret in hooks):
            yield bad("webhook_without_address")
        else:
            yield note("no_address", address=settings.web_address)
        return
    if not settings.public_url.startswith("https://"):
        yield bad("address_not_https", address=settings.public_url)
    if not settings.trusted_proxy:
        yield note("proxy_not_trusted")
    yield fine("address", address=settings.public_url)


def _content(settings: Settings) -> tuple[Book | None, list[Symptom]]:
    try:
        shelf = Bookshelf(settings.content, settings.campaign)
    except ContentBroken as broken:
        return None, [bad("content_broken", count=len(broken.problems), first=broken.problems[0])]
    book = shelf.current()
    return book, [fine("content_fine", campaign=book.campaign.name, lessons=len(book.library))]


def _disk(settings: Settings) -> Iterator[Symptom]:
    folder = next((place for place in settings.db.absolute().parents if place.exists()), Path("/"))
    free = shutil.disk_usage(folder).free
    yield (bad if free < DISK_FREE else fine)("disk_low" if free < DISK_FREE else "disk_fine", free=free // MEGA)


def _clock(book: Book | None, now: datetime) -> Iterator[Symptom]:
    """A clock that is behind the newest lesson has stood still or was put back."""
    checked = [lesson.checked_on for lesson in book.library] if book else []
    if checked and now.date() < max(checked):
        yield bad("clock_behind", now=f"{now:%Y-%m-%d %H:%M}", known=max(checked))
    else:
        yield fine("clock_fine", now=f"{now:%Y-%m-%d %H:%M}")


def _database(settings: Settings, store: Store, now: datetime) -> Iterator[Symptom]:
    proof, vitals = store.prove(), store.vitals(now)
    if proof.findings:
        yield bad("ledger_broken", promise=proof.findings[0].promise)
    else:
        yield fine("ledger_fine", updates=vitals.received)
    if settings.db.stat().st_mode & 0o077:
        yield note("database_readable", path=settings.db)
    if vitals.newest and vitals.newest - now > CLOCK:
        yield bad("clock_back", newest=f"{vitals.newest:%Y-%m-%d %H:%M}")
    yield from _backups(vitals, now)
    yield from _work(vitals)
    yield from _quotas(vitals)
    yield _running(settings.db)


def _backups(vitals: Vitals, now: datetime) -> Iterator[Symptom]:
    backup = vitals.signs.get("backup")
    if backup is None:
        yield note("no_backup")
    elif now - backup.at > BACKUP:
        yield note("backup_old", days=(now - backup.at).days)


def _work(vitals: Vitals) -> Iterator[Symptom]:
    """What waits for a person: an update nobody could answer, a request with a day by law."""
    if vitals.set_aside:
        yield note("set_aside", count=vitals.set_aside)
    if vitals.overdue_requests:
        yield bad("requests_overdue", count=vitals.overdue_requests)
    elif vitals.due_requests:
        yield note("requests_due", count=vitals.due_requests)


def _quotas(vitals: Vitals) -> Iterator[Symptom]:
    for channel, spent in vitals.quotas.items():
        said, name = (note, "quota_low") if spent.is_full else (fine, "quota_fine")
        yield said(name, channel=channel, n=spent.n, most=spent.most)


def _running(path: Path) -> Symptom:
    try:
        with alone_with(path):
            return note("not_running")
    except Busy:
        return fine("running")
    except StorageError as error:
        return bad("database_broken", path=path, why=error)
