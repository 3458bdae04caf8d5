"""Room: app. Report counts: the counts of persons in a report, how they add up, and which of them stay shut outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations, product
from typing import Any

from bot.exports.figures import FEW, CountTable, Figure, ReportDraft, Row
from bot.exports.totals import has_totals, total_row
from bot.exports.veil import Papers, Sum, veiled
from bot.model.evidence import Evidence
from content.campaign import Campaign, Target

_NOBODY = "=0"


@dataclass(slots=True)
class Counts:
    """`counts` by name: those a report prints and those that follow from them; `fixed` is open anyway."""

    until: str
    counts: dict[str, float] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)

    def frozen(self, hidden: frozenset[str]) -> dict[str, Any]:
        """For the snapshot: what a reader of this report holds, and what they do not."""
        shown = sorted((self.printed - hidden) | self.fixed)
        return {"until": self.until, "counts": self.counts, "sums": self.sums, "shown": shown}

    def part(self, small: str, whole: str, between: str) -> None:
        """One count holds another: what is between them follows. Where it shrank, the other way round."""
        if small in self.counts and whole in self.counts:
            more = self.counts[whole] - self.counts[small]
            self.counts[between] = abs(more)
            self.sums.append(((small, between), whole) if more >= 0 else ((whole, between), small))

    def together(self, parts: Sequence[str], whole: str) -> None:
        """Counts of different persons, and all of them."""
        known = tuple(part for part in parts if part in self.counts)
        self.counts.setdefault(whole, sum(self.counts[part] for part in known))
        self.sums.append((known, whole))

    def in_period(self, period: str, whole: str) -> None:
        """Who came in the period, and before it. That nobody was there before the first report, everybody knows."""
        before = f"~{period}.other"
        self.part(period, whole, before)
        if self.counts.get(before) == 0:
            self.fixed.add(before)


def gathered(draft: ReportDraft, villages: CountTable, plan: Campaign, passed: str) -> Counts:
    """The counts of a report that hides nothing; `passed` names the column of persons who passed a quiz."""
    found = Counts(draft.until)
    for figure in draft.annex:
        if figure.persons and isinstance(figure.value, int | float):
            found.counts[figure.id] = figure.value
            found.printed.add(figure.id)
    for figure in draft.annex:
        _connect(found, figure)
    _add_villages(found, villages)
    _add_groups(found, plan, passed)
    _add_nested(found, plan)
    return found


def shut(counts: Counts, published: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """What must not be printed beside these reports that people have already."""
    all_ = Counts(counts.until, {**counts.counts, _NOBODY: 0}, list(counts.sums), counts.printed, {_NOBODY})
    all_.fixed |= counts.fixed
    twins: list[tuple[Sum, Sum]] = []
    for number, earlier in enumerate(published):
        twins += _lay_beside(all_, counts, earlier, f"{number}|")
    return veiled(Papers(all_.counts, all_.sums, frozenset(counts.printed), frozenset(all_.fixed), twins))


def masked(table: CountTable, hidden: frozenset[str]) -> CountTable:
    """The table without its shut counts."""
    rows = tuple(_masked_row(table, row, str(row[0]), hidden) for row in table.rows)
    return replace(table, rows=rows, totals=_masked_row(table, total_row(table), "", hidden))


def _masked_row(table: CountTable, row: Row, name: str, hidden: frozenset[str]) -> Row:
    return tuple(
        FEW if _village(column.name, name) in hidden else cell for column, cell in zip(table.columns, row, strict=True)
    )


def _connect(found: Counts, figure: Figure) -> None:
    """In the period and before it; at the deadline and since; reached and not reached of the whole."""
    stem, _, what = figure.id.rpartition(".")
    if what in {"period", "deadline"}:
        found.in_period(figure.id, f"{stem}.cumulative")
    if figure.denominator is not None:
        count = f"{stem}.cumulative" if what == "percent" else figure.id
        whole = f"={figure.denominator:g}"
        found.counts[whole] = figure.denominator
        found.fixed.add(whole)
        found.part(count, whole, f"~{count}.rest")


def _village(column: str, name: str) -> str:
    return f"village/{column}/{name}"


def _add_villages(found: Counts, table: CountTable) -> None:
    if not has_totals(table):
        return
    for at, column in enumerate(table.columns):
        if column.persons:
            rows = [(_village(column.name, str(row[0])), row[at]) for row in table.rows]
            total = _village(column.name, "")
            everything = (*rows, (total, total_row(table)[at]))
            known = {name: cell for name, cell in everything if isinstance(cell, int | float)}
            found.counts |= known
            found.printed |= known.keys()
            if total in known:
                found.together([name for name, _ in rows], total)


def _add_groups(found: Counts, plan: Campaign, passed: str) -> None:
    """The groups and whoever told none are everybody who passed a quiz."""
    told = [name for path in plan.paths if (name := f"group.{path.group}.cumulative") in found.counts]
    total = _village(passed, "")
    if told and total in found.counts:
        found.counts["~group.untold"] = found.counts[total] - sum(found.counts[name] for name in told)
        found.together([*told, "~group.untold"], total)


def _add_nested(found: Counts, plan: Campaign) -> None:
    """Whoever counts for one target and surely for another: those of the second alone can be worked out."""
    counted = [target for target in plan.targets if target.evidence is not None]
    for inner, outer in permutations(counted, 2):
        if _holds(outer, inner):
            # Who came to both within a period did so on one day only where the lessons are the same.
            same = (inner.lessons, inner.lessons_needed) == (outer.lessons, outer.lessons_needed)
            for what in ("cumulative", "period") if same else ("cumulative",):
                found.part(f"{inner.id}.{what}", f"{outer.id}.{what}", f"~{inner.id}<{outer.id}.{what}")
    for target in counted:
        groups = [f"group.{group}.cumulative" for group in target.learners]
        if target.evidence is Evidence.QUIZ_PASSED and all(name in found.counts for name in groups):
            everybody = "+".join(sorted(groups))
            found.together(groups, everybody)
            found.part(f"{target.id}.cumulative", everybody, f"~{target.id}<groups")


def _holds(outer: Target, inner: Target) -> bool:
    """Everybody of `inner` is one of `outer`; of two that are the same only one holds the other."""
    same = (inner.learners, inner.lessons, inner.lessons_needed) == (
        outer.learners,
        outer.lessons,
        outer.lessons_needed,
    )
    return (
        inner.evidence == outer.evidence
        and set(inner.learners) <= set(outer.learners)
        and set(inner.lessons) <= set(outer.lessons)
        and inner.lessons_needed >= outer.lessons_needed
        and (not same or inner.id < outer.id)
    )


def _add_since(all_: Counts, names: Sequence[str], whole: str, mark: str) -> None:
    """Who came since adds up as well, also where it is known from "in the period" and not from two open counts."""
    parts = tuple(since for name in names if (since := f"{mark}{name}.since") in all_.counts)
    total = f"{mark}{whole}.since"
    if len(parts) == len(names) and total in all_.counts and sum(all_.counts[p] for p in parts) == all_.counts[total]:
        all_.sums.append((parts, total))


def _lay_beside(all_: Counts, now: Counts, earlier: Mapping[str, Any], mark: str) -> Iterator[tuple[Sum, Sum]]:
    """An earlier report: its own counts and sums, and who came (or went) since."""
    then: Mapping[str, float] = earlier["counts"]
    all_.counts |= {mark + name: count for name, count in then.items()}
    all_.fixed |= {mark + name for name in earlier["shown"]}
    all_.sums += [(tuple(mark + part for part in parts), mark + whole) for parts, whole in earlier["sums"]]
    for name in now.counts.keys() & then.keys() - {_NOBODY}:
        # Who came in one quarter and who came in the next are different people: one is no part of the other.
        if not name.endswith(".period") or earlier["until"] == now.until:
            all_.part(mark + name, name, f"{mark}{name}.since")
    before_it = [name for name in now.counts if name.endswith(".period.other")]
    for name in before_it:
        whole = mark + name.removeprefix("~").replace(".period.other", ".cumulative")
        if all_.counts.get(whole) == now.counts[name]:
            all_.sums.append(((whole,), name))
    for (parts, whole), (parts_then, whole_then) in product(now.sums, earlier["sums"]):
        if whole == whole_then and len(parts) > 2 and {*parts} & {*parts_then}:
            names = sorted({*parts, *parts_then})
            _add_since(all_, names, whole, mark)
            today = tuple(name if name in parts else _NOBODY for name in names)
            back = tuple(mark + name if name in parts_then else _NOBODY for name in names)
            yield (today, whole), (back, mark + whole)
