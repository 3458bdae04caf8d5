"""Room: exports. What a table adds up to, said without a spreadsheet; never turns a gap into a number."""

from bot.exports.figures import Cell, CountTable, Hidden, Row
from content.copybook import Copy


def has_totals(table: CountTable) -> bool:
    """Tell whether a last row with totals belongs under the table."""
    return any(column.total != "none" for column in table.columns)


def total_label(table: CountTable, copy: Copy) -> str:
    """Say what the last row is; a sum over rows of which some have no number says so."""
    sums = [place for place, column in enumerate(table.columns) if column.total == "sum"]
    gaps = any(lacks(table, place) for place in sums)
    return copy.say("table.total_of_known" if gaps else "table.total")


def notes_of(table: CountTable, copy: Copy) -> tuple[str, ...]:
    """Give what readers must know, and what "ẩn" means where something is hidden."""
    hidden = any(isinstance(cell, Hidden) for row in (*table.rows, table.totals or ()) for cell in row)
    return (*table.notes, copy.say("table.hidden_note")) if hidden else table.notes


def filled(table: CountTable, row: Row) -> Row:
    """Give the row with its computed percentages."""
    return tuple(
        _share(table, row, place) if column.part and column.whole else row[place]
        for place, column in enumerate(table.columns)
    )


def total_row(table: CountTable) -> Row:
    """Give the total of each column; "" where a column has none, None where nobody can say."""
    sums = [_total(table, place) for place in range(len(table.columns))]
    return tuple(
        _whole_share(table, sums, place) if column.total == "ratio" else sums[place]
        for place, column in enumerate(table.columns)
    )


def lacks(table: CountTable, place: int) -> bool:
    """Tell whether some row has no number in this column."""
    return any(row[place] is None for row in table.rows)


def hides(table: CountTable, place: int) -> bool:
    """Tell whether a cell of this column is not published, so that the visible ones do not add up."""
    return any(isinstance(row[place], Hidden) for row in table.rows)


def given(table: CountTable, place: int) -> Cell:
    """Give the total that came with the table."""
    return None if table.totals is None else table.totals[place]


def _total(table: CountTable, place: int) -> Cell:
    match table.columns[place].total:
        case "sum":
            return _sum(table, place)
        case "given":
            return given(table, place)
        case "none" | "ratio":
            return ""


def _sum(table: CountTable, place: int) -> Cell:
    if isinstance(given(table, place), Hidden) or hides(table, place):
        return given(table, place)
    numbers = [cell for row in table.rows if isinstance(cell := row[place], int | float)]
    return sum(numbers) if numbers else None


def _share(table: CountTable, row: Row, place: int) -> Cell:
    column = table.columns[place]
    if isinstance(row[place], Hidden):
        return row[place]
    return _percent(row[table.place(column.part or "")], row[table.place(column.whole or "")])


def _whole_share(table: CountTable, sums: list[Cell], place: int) -> Cell:
    """The share of the whole; None while one row lacks its part or its whole, since the two would not match."""
    column = table.columns[place]
    if isinstance(given(table, place), Hidden):
        return given(table, place)
    part, whole = table.place(column.part or ""), table.place(column.whole or "")
    gaps = lacks(table, part) or lacks(table, whole)
    return None if gaps else _percent(sums[part], sums[whole])


def _percent(part: Cell, whole: Cell) -> Cell:
    if isinstance(part, Hidden) or isinstance(whole, Hidden):
        return Hidden.FEW
    if not isinstance(part, int | float) or not isinstance(whole, int | float) or whole == 0:
        return None
    return 100 * part / whole
