"""Room: app. Counting: a question put to the store and its answer as a table; chat, shell and reports all ask here."""

from datetime import datetime

from bot.counts_table import CountSheet
from bot.exports.figures import CountTable
from bot.known import Source, read_facts
from bot.model.count import By, Count, Question
from content.book import Book
from content.facts import merges
from content.numerals import day
from content.tally_sheet import Place, Sheet, sheet_of


def count_table(store: Source, book: Book, question: Question, now: datetime, *, ids: bool) -> CountTable:
    """The table that answers a question."""
    sheet = read_sheet(store, book, question, now)
    limited = question.since is not None or question.until is not None
    table = CountSheet(sheet, book, read_facts(store, book.campaign, now), limited).table(
        _title(book, question), long=By.RUNG in question.by, ids=ids
    )
    return CountTable(table.title, table.columns, table.rows, table.totals, tuple(_notes(book, sheet, limited)))


def read_sheet(store: Source, book: Book, question: Question, now: datetime) -> Sheet:
    """The cells, with merged villages counted where they belong now, and every village in a list of villages."""
    merged = merges(book.campaign, store.report("unit_changes", None, now))
    counts = [
        Count(one.series, one.at | {By.UNIT: merged.get(one.at[By.UNIT], one.at[By.UNIT])}, one.n)
        if By.UNIT in one.at
        else one
        for one in store.figures.count(question)
    ]
    totals = store.figures.count(Question((), question.since, question.until))
    always: list[Place] = []
    if tuple(by for by in question.by if by is not By.RUNG) == (By.UNIT,):
        always = [(unit.id,) for unit in book.campaign.villages()]
    return sheet_of(question.by, counts, totals, always)


def _title(book: Book, question: Question) -> str:
    by = ", ".join(book.copy.say(f"columns.{one}").lower() for one in question.by)
    if question.since is None and question.until is None:
        return book.copy.say("counts.title", by=by)
    since = day(question.since) if question.since else book.copy.say("counts.first")
    until = day(question.until) if question.until else book.copy.say("counts.now")
    return book.copy.say("counts.title_between", by=by, since=since, until=until)


def _notes(book: Book, sheet: Sheet, limited: bool) -> list[str]:
    notes = [book.copy.say("counts.never_added")]
    if limited:
        notes.append(book.copy.say("counts.persons_between"))
    elif not sheet.persons_add_up:
        notes.append(book.copy.say("counts.persons_once"))
    if {By.UNIT, By.GROUP} & set(sheet.by):
        notes.append(book.copy.say("counts.whole_note"))
    return notes
