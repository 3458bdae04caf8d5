"""Before a table is published, nobody may find a small count of people: not by reading, not by subtracting."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.exports.attacker import found_out
from bot.exports.figures import FEW, Column, CountTable, Hidden
from bot.exports.suppress import THRESHOLD, suppress
from bot.exports.totals import filled, total_row

MOVE = 6
"""How far the attacker tries to move a hidden number; more is not needed to be unsure."""


def column(*counts: int | None, total: str = "sum") -> CountTable:
    columns = (Column("Thôn"), Column("Người", "integer", total, persons=True))
    return CountTable("Theo thôn", columns, tuple((f"Thôn {at}", count) for at, count in enumerate(counts)))


def split(rows: list[tuple[int, int]]) -> CountTable:
    """Women, men, both together; and all of it summed up."""
    parts = [Column(name, "integer", "sum", persons=True, part_of="Tất cả") for name in ("Nữ", "Nam")]
    columns = (Column("Thôn"), *parts, Column("Tất cả", "integer", "sum", persons=True))
    cells = tuple((f"Thôn {at}", women, men, women + men) for at, (women, men) in enumerate(rows))
    return CountTable("Nữ, nam theo thôn", columns, cells)


def hidden(table: CountTable) -> set[tuple[int, int]]:
    rows = [filled(table, row) for row in table.rows] + [total_row(table)]
    return {(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if isinstance(cell, Hidden)}


def test_few_people_are_hidden_and_another_number_with_them() -> None:
    assert hidden(suppress(column(120, 3, 77, 8))) == {(1, 1), (3, 1)}


def test_a_total_of_few_is_hidden_with_its_parts() -> None:
    assert hidden(suppress(column(1, 2))) == {(0, 1), (1, 1), (2, 1)}


def test_nothing_is_hidden_without_need() -> None:
    assert hidden(suppress(column(5, 6, 700))) == set()


def test_only_the_share_of_hidden_people_is_hidden() -> None:
    columns = (
        Column("Thôn"),
        Column("Người", "integer", "sum", persons=True),
        Column("Mẫu số", "integer", "sum"),
        Column("Tỷ lệ", "percent", "ratio", part="Người", whole="Mẫu số"),
    )
    table = suppress(CountTable("t", columns, (("A", 3, 100, None), ("B", 9, 100, None), ("C", 50, 100, None))))
    assert [row[3] for row in table.rows] == [FEW, FEW, 50.0]
    assert total_row(table) == ("", 62, 300, pytest.approx(100 * 62 / 300))


def test_missing_stays_missing() -> None:
    table = suppress(column(None, 3, 40, 9))
    assert table.rows[0][1] is None
    assert hidden(table) == {(1, 1), (3, 1)}


def test_a_total_that_does_not_add_up_gives_nothing_away() -> None:
    columns = (Column("Bài"), Column("Người", "integer", "given", persons=True))
    table = CountTable("Theo bài", columns, (("A", 3), ("B", 40)), totals=("", 41))
    assert hidden(suppress(table)) == {(0, 1)}


def test_a_reader_needs_to_know_the_others_of_a_sum_only_together() -> None:
    one, other, third, both, three = ((row, 0) for row in range(5))
    sums = [((one, other), both), ((one, other, third), three)]
    assert found_out(sums, {both: 50, three: 53}, {one, other, third}) == {third}
    assert found_out(sums, {three: 53}, {one, other, third, both}) == set()


def test_what_stands_on_both_sides_of_a_sum_falls_out() -> None:
    all_, rest = (0, 0), (1, 0)
    assert found_out([((all_, rest), all_)], {}, {all_, rest}) == {rest}


def test_a_small_step_since_the_last_table_is_hidden() -> None:
    now = suppress(column(22, 40, 60), earlier=column(20, 30, 60))
    assert (0, 1) in hidden(now)
    assert (2, 1) not in hidden(now) or len(hidden(now)) == 2


counts = st.integers(0, 14)


@given(st.lists(counts, min_size=1, max_size=8))
@example([0, 0, 0, 9])
@example([4, 4, 100])
def test_a_column_keeps_its_secrets(numbers: list[int]) -> None:
    table = column(*numbers)
    shut = hidden(suppress(table))
    assert all((at, 1) in shut for at, count in enumerate(numbers) if count < THRESHOLD)
    secret = [count for at, count in enumerate(numbers) if (at, 1) in shut]
    if secret and (len(numbers), 1) not in shut:
        # The visible total and the visible rows give only the sum of the hidden ones: at least five, in two places.
        assert len(secret) >= 2
        assert sum(secret) >= THRESHOLD


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=5))
@example([(0, 9), (9, 0), (7, 7)])
@example([(3, 8), (8, 3), (20, 20)])
@example([(0, 0), (1, 5), (0, 5)])  # found by narrowing only: no sum alone, and no solving, gives it away
def test_women_and_men_keep_their_secrets(rows: list[tuple[int, int]]) -> None:
    """An independent attacker: looks for another table with the same visible numbers."""
    table = split(rows)
    published = suppress(table)
    shut = hidden(published)
    grid = [*rows, (sum(women for women, _ in rows), sum(men for _, men in rows))]
    for y, (women, men) in enumerate(grid):
        for x, count in enumerate((women, men, women + men), start=1):
            if count < THRESHOLD:
                assert (y, x) in shut
                assert can_differ(grid, shut, (y, x)), f"{grid} gives away {count} at {y, x}; hidden {sorted(shut)}"


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=5))
def test_what_is_shown_is_true(rows: list[tuple[int, int]]) -> None:
    table = split(rows)
    published = suppress(table)
    before = [*table.rows, total_row(table)]
    after = [*published.rows, total_row(published)]
    for old, new in zip(before, after, strict=True):
        assert all(cell == was or isinstance(cell, Hidden) for was, cell in zip(old, new, strict=True))


def can_differ(grid: list[tuple[int, int]], shut: set[tuple[int, int]], target: tuple[int, int]) -> bool:
    """Whether people can be moved between hidden cells so that every visible number stays and `target` does not."""
    *rows, totals = [moves(grid[y], shut, y, target) for y in range(len(grid))]
    reached = {((0, 0), False)}
    for options in rows:
        reached = {
            ((women + more_women, men + more_men), hit or hits)
            for ((women, men), hit), ((more_women, more_men), hits) in product(reached, options)
            if max(abs(women + more_women), abs(men + more_men)) <= MOVE
        }
    return any(move == total and (hit or hits) for (move, hit), (total, hits) in product(reached, totals))


def moves(
    row: tuple[int, int], shut: set[tuple[int, int]], y: int, target: tuple[int, int]
) -> set[tuple[tuple[int, int], bool]]:
    """The changes of women and men in one row that leave the visible cells of the row alone."""
    steps = range(-MOVE, MOVE + 1)
    women = [step for step in steps if row[0] + step >= 0 and (step == 0 or (y, 1) in shut)]
    men = [step for step in steps if row[1] + step >= 0 and (step == 0 or (y, 2) in shut)]
    return {
        ((w, m), target[0] == y and (0, w, m, w + m)[target[1]] != 0)
        for w, m in product(women, men)
        if w + m == 0 or (y, 3) in shut
    }


def test_a_reader_who_knows_the_rules_and_tries_every_table_is_left_with_two_answers() -> None:
    behind: dict[tuple[object, ...], set[tuple[int, ...]]] = {}
    for counts in product(range(13), repeat=3):
        table = suppress(column(*counts))
        printed = (*(row[1] for row in table.rows), total_row(table)[1])
        behind.setdefault(printed, set()).add(counts)
    for printed, possible in behind.items():
        for at in (at for at in range(3) if isinstance(printed[at], Hidden)):
            answers = {counts[at] for counts in possible}
            assert len(answers) > 1, f"{printed} can only be {possible}"
