"""Room: exports. Which counts of a paper stay shut, so that nobody works out a count of one to four persons. Pure.

Everything a reader may lay side by side is one system of sums: this paper, those published before it, and what
follows from them. A count is shut when it is small, or when a small one could be computed with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.exports.attacker import Equation, Place, found_out
from bot.exports.suppress import THRESHOLD, gives_away

Sum = tuple[tuple[str, ...], str]
"""Counts that add up to one count, by their names."""


@dataclass(frozen=True, slots=True)
class Papers:
    """`counts` holds every count, also those no paper prints (whoever told no group, who came in between).

    `printed` is what this paper would print, `public` what cannot be taken back. `twins` are pairs of sums that say
    the same at two times, the later one first, with the same parts in the same order.
    """

    counts: Mapping[str, float]
    sums: Sequence[Sum]
    printed: frozenset[str]
    public: frozenset[str] = frozenset()
    twins: Sequence[tuple[Sum, Sum]] = ()


def veiled(papers: Papers) -> frozenset[str]:
    """The printed counts that have to stay shut."""
    veil = _Veil(papers)
    while veil.protect():
        pass
    return frozenset(veil.hidden)


def is_few(count: float) -> bool:
    """Whether so few persons could be recognized. Nobody at all is nobody's secret."""
    return 0 < abs(count) < THRESHOLD


class _Veil:
    def __init__(self, papers: Papers) -> None:
        self._papers = papers
        self._counts = papers.counts
        self._at: dict[str, Place] = {name: (number, 0) for number, name in enumerate(papers.counts)}
        self._names = {place: name for name, place in self._at.items()}
        self._near = self._neighbours()
        self.hidden = set(papers.printed)
        # What earlier papers give away by themselves is lost: shutting anything here would not help.
        self._lost = self._found_out() if papers.twins else set()
        self._clear = set(self._too_clear(self._lost)) if papers.twins else set()
        self.hidden = {name for name in papers.printed if self._counts[name] < THRESHOLD}

    def protect(self) -> bool:
        """Shut one more count where the open ones give a small one away; tell whether there was need to."""
        found_out = self._found_out()
        given_away = sorted(name for name in found_out - self._lost if self._is_few(name))
        if given_away:
            return self._shut_near(given_away)
        return any(self._shut_around(names) for names in self._too_clear(found_out) if names not in self._clear)

    def _shut_near(self, given_away: Iterable[str]) -> bool:
        """One count for each of them, but one alone for those that stand together."""
        touched: set[str] = set()
        for name in given_away:
            if not touched & self._near[name] and self._shut_around((name,)):
                touched |= self._near[name]
        return bool(touched)

    def _shut_around(self, names: Iterable[str]) -> bool:
        """One of the nearest: of a sum they stand in, or of a sum that one of those stands in, and so on."""
        reached: set[str] = set()
        ring = set(names)
        while ring:
            if self._shut(ring):
                return True
            reached |= ring
            ring = {near for name in ring for near in self._near[name]} - reached
        return False

    def _shut(self, around: Iterable[str]) -> bool:
        """The smallest printed ones, so that as little as possible is lost; one left of them would tell of the rest."""
        open_ = [name for name in around if name in self._papers.printed and name not in self.hidden]
        least = min((self._counts[name] for name in open_), default=None)
        self.hidden.update(name for name in open_ if self._counts[name] == least)
        return bool(open_)

    def _is_few(self, name: str) -> bool:
        return is_few(self._counts[name])

    def _is_open(self, name: str) -> bool:
        return name in self._papers.public or (name in self._papers.printed and name not in self.hidden)

    def _too_clear(self, found_out: set[str]) -> Iterable[tuple[str, ...]]:
        """Sums whose shut parts are few people together, or were, in between two papers."""
        known = {name for name in self._counts if self._is_open(name)} | found_out
        for parts, whole in self._papers.sums:
            shut = [part for part in parts if part not in known]
            total = self._together(shut)
            if total and whole in known and gives_away(total, len(shut)):
                yield (*parts, whole)
        for (parts, whole), (parts_then, whole_then) in self._papers.twins:
            if {whole, whole_then} <= known and self._are_few_between(parts, parts_then, known):
                yield (*parts, whole)

    def _are_few_between(self, parts: Sequence[str], parts_then: Sequence[str], known: set[str]) -> bool:
        """Whether few people came to, or left, the parts that are shut in either paper, or those shut in each."""
        now, then = ({at for at, part in enumerate(one) if part not in known} for one in (parts, parts_then))
        pairs = [(now | then, now | then), *([(now, then)] if then <= now else [])]
        return any(
            is_few(self._together(parts[at] for at in late) - self._together(parts_then[at] for at in early))
            for late, early in pairs
        )

    def _together(self, names: Iterable[str]) -> float:
        return sum(self._counts[name] for name in names)

    def _found_out(self) -> set[str]:
        """The counts nobody prints, or has shut, that all the sums together give away."""
        return {name for sums in self._entangled() for name in self._solved(sums)}

    def _solved(self, sums: Sequence[Sum]) -> Iterable[str]:
        names = {name for parts, whole in sums for name in (*parts, whole)}
        shut = {self._at[name] for name in names if not self._is_open(name)}
        visible = {self._at[name]: self._counts[name] for name in names if self._is_open(name)}
        equations: list[Equation] = [
            (tuple(self._at[part] for part in parts), self._at[whole]) for parts, whole in sums
        ]
        return (self._names[place] for place in found_out(equations, visible, shut))

    def _entangled(self) -> Iterable[Sequence[Sum]]:
        """The sums in heaps that share no shut count: each is solved alone, which keeps the solving small."""
        heaps: dict[str, list[Sum]] = {}
        home: dict[str, str] = {}
        for one in self._papers.sums:
            shut = [name for name in (*one[0], one[1]) if not self._is_open(name)]
            if not shut:
                continue
            homes = {home.get(name, name) for name in shut}
            first = min(homes)
            heaps[first] = [sum_ for other in sorted(homes) for sum_ in heaps.pop(other, [])] + [one]
            for name in [*shut, *(name for name, at in home.items() if at in homes)]:
                home[name] = first
        return heaps.values()

    def _neighbours(self) -> dict[str, set[str]]:
        """Counts of one sum. What is public leads nowhere: shutting what lies behind it would hide nothing."""
        near: dict[str, set[str]] = {name: set() for name in self._counts}
        for parts, whole in self._papers.sums:
            names = {*parts, whole} - self._papers.public
            for name in names:
                near[name] |= names
        return near
