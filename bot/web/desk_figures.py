"""Room: web. Desk figures: what the pages of the desk show, asked where chat and shell ask too. It writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.counting import count_table, read_sheet
from bot.exports.figures import Cell, CountTable, Hidden
from bot.exports.numbers import cell_text
from bot.exports.totals import filled, has_totals, notes_of, total_label, total_row
from bot.model.count import By, Question
from bot.model.day import local_day
from bot.web.desk_drawing import Drawing, Month, draw
from content.book import Book
from content.facts import NEEDS, facts_of
from content.folding import fold
from content.numerals import amount, day
from content.standing import Standing, standings
from handlers.standing_text import now_words, plan_words
from storage import Store

MONTHS = 12


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as the overview shows it."""

    text: str
    now: str
    plan: str
    whole: str
    time: str
    met: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that waits for the office; `more` says since when, until when or how."""

    name: str
    count: int
    more: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to be shown: text only. `numeric` says which columns stand to the right."""

    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]
    notes: tuple[str, ...]


def target_lines(store: Store, book: Book, now: datetime) -> tuple[TargetLine, ...]:
    """Every target of the plan."""
    reports = {name: store.report(name, None, now) for name in NEEDS}
    found = standings(book.campaign, facts_of(book.campaign, reports), local_day(now))
    return tuple(_target_line(one, book) for one in found)


def _target_line(standing: Standing, book: Book) -> TargetLine:
    copy, target = book.copy, standing.target
    whole = copy.say("desk.not_share")
    if target.unit == "percent":
        whole = copy.say("desk.no_data") if standing.of is None else amount(standing.of)
    return TargetLine(
        target.text,
        now_words(standing, copy),
        plan_words(target, copy),
        whole,
        _time(standing, book),
        standing.met is True,
    )


def _time(standing: Standing, book: Book) -> str:
    left = standing.days_left
    if left is None:
        return book.copy.say("targets.no_deadline")
    if left == 0:
        return book.copy.say("desk.today")
    return book.copy.say("desk.days_left", days=left) if left > 0 else book.copy.say("desk.days_late", days=-left)


def trend(store: Store, book: Book, now: datetime) -> tuple[Drawing, Grid]:
    """People who came to a rung for the first time, by month: drawn, and as the numbers behind it."""
    copy = book.copy
    sheet = read_sheet(store, book, Question((By.MONTH,)), now)
    series = tuple(copy.say(f"rung.{rung}") for rung in sheet.rungs)
    months = [Month(line.place[0], tuple(line.persons[rung] for rung in sheet.rungs)) for line in sheet.lines]
    months = sorted((one for one in months if one.name), key=lambda one: one.name)[-MONTHS:]
    shown = [[copy.say("desk.no_data") if n is None else amount(n) for n in month.values] for month in months]
    says = [
        [f"{month.name} · {name}: {said}" for name, said in zip(series, row, strict=True)]
        for month, row in zip(months, shown, strict=True)
    ]
    top = amount(max((n or 0 for month in months for n in month.values), default=0))
    rows = tuple((month.name, *row) for month, row in zip(months, shown, strict=True))
    columns = (copy.say("desk.month"), *series)
    return draw(months, series, says, top), Grid("", columns, (False, *(True for _ in series)), rows, (), ())


def queues(store: Store, book: Book, now: datetime) -> Iterator[Queue]:
    """What waits for a person of the office, as counts: nobody is named here."""
    (row,) = store.report("desk", None, now)
    copy = book.copy
    due, since = row["requests_due"], row["helps_since"]
    yield Queue(copy.say("desk.requests"), row["requests"], copy.say("desk.requests_due", day=_day(due)) if due else "")
    yield Queue(
        copy.say("desk.broadcasts"), row["broadcasts"], copy.say("desk.broadcasts_how") if row["broadcasts"] else ""
    )
    yield Queue(copy.say("desk.helps"), row["helps"], copy.say("desk.helps_since", day=_day(since)) if since else "")


def _day(written: str) -> str:
    moment = datetime.fromisoformat(written)
    return day(local_day(moment) if moment.tzinfo else moment.date())


def counted(store: Store, book: Book, by: By, now: datetime) -> CountTable:
    """Villages or lessons, exactly as `hocvuso counts` has them."""
    return count_table(store, book, Question((by,)), now, ids=False)


def grid(table: CountTable, book: Book, sort: int | None = None, *, down: bool = False) -> Grid:
    """A table to look at, perhaps in another order; what has no number stays at the end either way."""
    rows = [filled(table, row) for row in table.rows]
    if sort is not None and 0 <= sort < len(table.columns):
        known = [row for row in rows if _number_or_words(row[sort]) is not None]
        rest = [row for row in rows if _number_or_words(row[sort]) is None]
        rows = sorted(known, key=lambda row: _number_or_words(row[sort]) or (0, ""), reverse=down) + rest
    totals: tuple[str, ...] = ()
    if has_totals(table):
        totals = (total_label(table, book.copy), *_words(total_row(table), table, book)[1:])
    return Grid(
        table.title,
        tuple(column.name for column in table.columns),
        tuple(column.kind not in {"text", "date"} for column in table.columns),
        tuple(_words(row, table, book) for row in rows),
        totals,
        notes_of(table, book.copy),
    )


def _words(row: Sequence[Cell], table: CountTable, book: Book) -> tuple[str, ...]:
    return tuple(cell_text(cell, column, book.copy) for cell, column in zip(row, table.columns, strict=True))


def _number_or_words(cell: Cell) -> tuple[float, str] | None:
    """Something that sorts; None for what is missing."""
    if cell is None or cell == "" or isinstance(cell, Hidden):
        return None
    return (cell, "") if isinstance(cell, int | float) else (0, fold(str(cell)))
