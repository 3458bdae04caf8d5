"""Room: exports. The annex of a report as tables, and as the XLSX beside it: where every figure comes from."""

from collections.abc import Iterator
from typing import Final

from bot.exports.figures import FEW, Change, Column, CountTable, Figure, Hidden, Indicator, Kind, ReportDraft, Row
from bot.exports.numbers import amount, plain
from bot.exports.xlsx import xlsx_bytes
from content.copybook import Copy

INDICATOR_FIELDS: Final = ("tt", "text", "unit", "plan", "this_period", "cumulative", "percent", "source", "note")
FIGURE_FIELDS: Final = (
    "number", "label", "value", "unit", "period", "denominator", "denominator_source", "query", "source", "note",
)  # fmt: skip
CHANGE_FIELDS: Final = ("label", "unit", "before", "after", "difference", "note")
_SIGNS: Final = {">=": "≥", ">": ">", "=": "="}


def annex_xlsx(draft: ReportDraft, copy: Copy) -> bytes:
    """Write the indicator tables, the rows the numbers in the report lead to, and what changed."""
    return xlsx_bytes(tuple(annex_tables(draft, copy)), copy)


def annex_tables(draft: ReportDraft, copy: Copy) -> Iterator[CountTable]:
    """Give the annexes in the order of the report."""
    for part in draft.indicators():
        yield CountTable(part.title, _columns("indicator", INDICATOR_FIELDS, copy),
                         tuple(_indicator(row, copy) for row in part.rows))  # fmt: skip
    yield figures_table(draft, copy)
    if draft.changed:
        yield changes_table(draft.changed, copy)
    yield from (part for section in draft.sections for part in section.parts if isinstance(part, CountTable))


def figures_table(draft: ReportDraft, copy: Copy) -> CountTable:
    """Give one row a figure: what it is, how it was counted, of whom, and who says so."""
    rows = tuple(_figure(number, one, copy) for number, one in enumerate(draft.annex, start=1))
    columns = _columns("figure", FIGURE_FIELDS, copy)
    return CountTable(copy.say("report.annex.figures"), columns, rows, notes=draft.notes)


def changes_table(changed: tuple[Change, ...], copy: Copy) -> CountTable:
    """Give what the same period said before, and says now."""
    rows = tuple(_change(one) for one in changed)
    return CountTable(copy.say("report.annex.changes"), _columns("change", CHANGE_FIELDS, copy), rows)


def plan_text(row: Indicator) -> str:
    """Say what the plan asks for with its own comparison: "≥ 80" or "> 80"."""
    return "" if row.plan_value is None else f"{_SIGNS[row.operator]} {amount(row.plan_value)}"


def _columns(table: str, fields: tuple[str, ...], copy: Copy) -> tuple[Column, ...]:
    numbers: dict[str, Kind] = dict.fromkeys(
        ("this_period", "cumulative", "value", "denominator", "before", "after", "difference"), "number"
    )
    kinds: dict[str, Kind] = numbers | {"percent": "percent", "number": "integer"}
    return tuple(Column(copy.say(f"table.{table}.{field}"), kinds.get(field, "text")) for field in fields)


def _indicator(row: Indicator, copy: Copy) -> Row:
    percent = "" if row.percent is None else row.percent.value
    done = row.this_period.value, row.cumulative.value
    note = " ".join(filter(None, (*(plain(remark, copy) for remark in row.remarks), row.note)))
    return (row.tt, row.text, row.unit, plan_text(row), *done, percent, row.source, note)


def _figure(number: int, one: Figure, copy: Copy) -> Row:
    """A figure that is no share has no denominator; one that is, and lacks it, says that there is no number yet."""
    shared = one.unit == "%" or one.denominator is not None or one.denominator_source is not None
    denominator = one.denominator if shared else copy.say("table.figure.no_denominator")
    ends = (one.query, one.source, one.note or "")
    return (number, one.label, one.value, one.unit, one.period, denominator, one.denominator_source or "", *ends)


def _change(one: Change) -> Row:
    if isinstance(one.before, Hidden) or isinstance(one.after, Hidden):
        return (one.label, one.unit, one.before, one.after, FEW, one.note or "")
    difference = None if one.before is None or one.after is None else one.after - one.before
    return (one.label, one.unit, one.before, one.after, difference, one.note or "")
