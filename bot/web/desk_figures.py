"""Room: web. Desk figures: what the pages of the desk show, asked where chat and shell ask too. It writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.counting import count_table, read_sheet
from bot.exports.figures import Cell, CountTable, Hidden
from bot.exports.numbers import cell_text
from bot.exports.suppress import suppress
from bot.exports.totals import filled, has_totals, notes_of, total_label, total_row
from bot.known import read_facts
from bot.league_table import league_table, ranks_only
from bot.model.count import By, Question
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.web.desk_drawing import Drawing, Month, draw
from content.book import Book
from content.folding import fold
from content.gaps import FLAGGED, flagged_steps
from content.league import league
from content.merit import models
from content.numerals import amount, day
from content.standing import Standing, standings
from handlers.digest import REPORT as COUNTED
from handlers.merit_text import model_words
from handlers.standing_text import closed_words, now_words, plan_words
from storage import Store

MONTHS = 12


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as the overview shows it; `reached` is how much of what the plan wants, in percent, for a bar."""

    text: str
    now: str
    plan: str
    whole: str
    time: str
    met: bool
    reached: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that waits for the office; `more` says since when or until when, `page` where it is told in full."""

    name: str
    count: int
    more: str
    page: str


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
    found = standings(book.campaign, read_facts(store, book.campaign, now), local_day(now))
    return tuple(_target_line(one, book) for one in found)


def _target_line(standing: Standing, book: Book) -> TargetLine:
    copy, target = book.copy, standing.target
    whole = ""
    if target.unit == "percent":
        whole = copy.say("desk.no_data") if standing.of is None else amount(standing.of)
    return TargetLine(
        target.text,
        now_words(standing, copy),
        plan_words(target, copy),
        whole,
        _time(standing, book),
        (standing.closed or standing).met is True,
        _reached(standing),
    )


def _reached(standing: Standing) -> int | None:
    """Rounded down, so that a full bar means that it is reached."""
    if standing.value is None or not standing.wanted:
        return None
    return min(100, 100 * standing.value // standing.wanted)


def _time(standing: Standing, book: Book) -> str:
    if standing.closed is not None:
        return closed_words(standing.closed, book.copy)
    left = standing.days_left
    if left is None:
        return book.copy.say("targets.no_deadline")
    if left == 0:
        return book.copy.say("desk.today")
    return book.copy.say("desk.days_left", days=left) if left > 0 else book.copy.say("desk.days_late", days=-left)


def months_of(store: Store, book: Book, now: datetime) -> tuple[tuple[Evidence, ...], tuple[Month, ...]]:
    """People who came to a rung for the first time, by month, for the rungs anybody was ever counted on."""
    sheet = read_sheet(store, book, Question((By.MONTH,)), now)
    months = [Month(line.place[0], tuple(line.persons[rung] for rung in sheet.rungs)) for line in sheet.lines]
    return tuple(sheet.rungs), tuple(sorted((one for one in months if one.name), key=lambda one: one.name)[-MONTHS:])


def trend(store: Store, book: Book, now: datetime) -> tuple[Drawing, Grid]:
    """The months drawn, with words for who does not see it, and as the numbers behind it."""
    rungs, months = months_of(store, book, now)
    say = book.copy.say
    series = tuple(say(f"rung.{rung}") for rung in rungs)
    shown = [[say("desk.no_data") if n is None else amount(n) for n in month.values] for month in months]
    says = [
        [f"{month.name} · {name}: {said}" for name, said in zip(series, row, strict=True)]
        for month, row in zip(months, shown, strict=True)
    ]
    top = amount(max((n or 0 for month in months for n in month.values), default=0))
    words = say("desk.trend_words", count=len(months), top=top, last="; ".join(says[-1])) if months else ""
    rows = tuple((month.name, *row) for month, row in zip(months, shown, strict=True))
    columns = (say("desk.month"), *series)
    numeric = (False, *(True for _ in series))
    return draw(months, series, says, top, words), Grid("", columns, numeric, rows, (), ())


def queues(store: Store, book: Book, now: datetime) -> Iterator[Queue]:
    """What waits for a person of the office, as counts: nobody is named here."""
    (row,) = store.report("desk", None, now)
    (asked,) = store.report(COUNTED, None, now)
    say, due, since = book.copy.say, row["requests_due"], row["helps_since"]
    yield Queue(say("desk.helps"), row["helps"], say("desk.helps_since", day=_day(since)) if since else "", "waiting")
    yield Queue(say("desk.broadcasts"), row["broadcasts"], "", "waiting")
    limit = say("desk.requests_due", day=_day(due)) if due else ""
    yield Queue(say("desk.requests"), row["requests"], limit, "waiting")
    yield Queue(say("desk.gaps"), asked["asked"], say("desk.gaps_days"), "questions")
    yield Queue(say("desk.steps"), len(flagged_steps(store.report(FLAGGED, None, now))), "", "questions")


def _day(written: str) -> str:
    moment = datetime.fromisoformat(written)
    return day(local_day(moment) if moment.tzinfo else moment.date())


def villages(store: Store, book: Book, now: datetime, *, publish: bool = False) -> CountTable:
    """Exactly as `hocvuso counts` has them; to publish, as `hocvuso counts --publish` has them."""
    return _counted(store, book, By.UNIT, now, publish)


def lessons(store: Store, book: Book, now: datetime, *, publish: bool = False) -> CountTable:
    """The same by lesson."""
    return _counted(store, book, By.LESSON, now, publish)


def _counted(store: Store, book: Book, by: By, now: datetime, publish: bool) -> CountTable:
    table = count_table(store, book, Question((by,)), now, ids=False)
    return suppress(table) if publish else table


def ranking(store: Store, book: Book, now: datetime, *, publish: bool = False) -> CountTable:
    """The villages' league; to publish without the counts that it follows from."""
    facts = read_facts(store, book.campaign, now)
    return ranks_only(book, facts) if publish else league_table(league(book.campaign, facts), book)


def recognised(store: Store, book: Book, now: datetime) -> tuple[str, ...]:
    """The models that the office recognises, each with its criteria and who meets them."""
    facts, today = read_facts(store, book.campaign, now), local_day(now)
    found = (model_words(book, facts, model, today) for model in models(book.campaign))
    return (*found, book.copy.say("desk.criteria_how"))


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
