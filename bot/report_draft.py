"""Room: app. Report draft: the quarterly report, part by part; what only the office knows stays a gap to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.exports.figures import (
    Blank,
    Bullets,
    Change,
    CountTable,
    Figure,
    Heading,
    Indicator,
    Indicators,
    Paragraph,
    Part,
    ReportDraft,
    Section,
)
from bot.exports.numbers import worded
from bot.league_table import ranks_only
from bot.model.evidence import Evidence
from bot.report_figures import Ledger, group_figures, indicators, rate_figure
from content.campaign import Model
from content.numerals import day
from handlers.merit_text import criteria_lines, who_lines


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts of the period and up to its end, beside the targets."""

    groups: dict[str, tuple[int, int]] | None
    """Persons who passed a quiz: new in the period, and all; None while nobody has."""
    opened: int | None
    logged: dict[str, tuple[int | None, int | None]]
    """Sessions, classes, publicity, posts: in the period, and all."""
    villages: CountTable
    running: bool
    """The period is not over yet."""


def draft_report(
    ledger: Ledger, found: Findings, changed: tuple[Change, ...] = (), *, internal: bool = False
) -> ReportDraft:
    """The whole report, before a person signs it."""
    return _Writing(ledger, found, internal).draft(changed)


@dataclass(frozen=True, slots=True)
class _Writing:
    ledger: Ledger
    found: Findings
    internal: bool

    def draft(self, changed: tuple[Change, ...]) -> ReportDraft:
        plan, period = self.ledger.book.campaign, self.ledger.period
        year, _, quarter = period.key.partition("Q")
        span = self.word("quarter", quarter=_ROMAN[quarter], year=year) if quarter else self.word("year", year=year)
        header = plan.report.header
        title = (self.word("title_1"), self.word("title_2", span=span, commune=plan.commune))
        form = self.word("internal_note" if self.internal else "public_note")
        notes = (self.word("never_added"), form, *((self.word("running"),) if self.found.running else ()))
        opening = self.word("opening", plan=plan.name, agency=_sentence(" ".join(header.agency), header.place))
        first, *others = header.recipients
        return ReportDraft(
            # Whom it is sent to stands at its head and is "Như trên" below, not named twice.
            header=replace(header, recipients=tuple(others)),
            title=title,
            period=self.word("between", since=day(period.since), until=day(period.until)),
            to=(first.removesuffix("(b/c)").strip(),),
            sections=tuple(self.sections()),
            opening=(Paragraph((opening,)),),
            changed=changed,
            notes=notes,
            until=period.until.isoformat(),
            internal=self.internal,
        )

    def word(self, key: str, **values: object) -> str:
        return self.ledger.book.copy.say(f"office.{key}", **values)

    def sections(self) -> Iterator[Section]:
        yield self.blank("lead", "lead_1", "lead_2", "lead_3")
        yield Section(self.word("results"), tuple(self.results()))
        yield self.blank("judged", "judged_1", "judged_2", "judged_3")
        yield self.blank("next" if "Q" in self.ledger.period.key else "next_year", "next_1")
        yield self.blank("asks", "asks_1")

    def blank(self, heading: str, *labels: str) -> Section:
        return Section(self.word(heading), tuple(Blank(self.word(label)) for label in labels))

    def results(self) -> Iterator[Part]:
        rows = indicators(self.ledger)
        yield from self.media()
        yield from self.teaching()
        yield from self.groups()
        yield from self.official(rows)
        yield from self.models()
        for heading in ("services", "safety", "money"):
            yield Heading(self.word(heading))
            yield Blank(self.word("content"))
        yield Indicators(self.word("indicator_title"), rows)
        yield self.found.villages
        ranks = ranks_only(self.ledger.book, self.ledger.now)
        yield from (ranks,) if ranks.rows else ()

    def media(self) -> Iterator[Part]:
        yield Heading(self.word("media"))
        yield worded(self.word("media_posts", posts="{posts}"), posts=self.logged("posts"))
        yield worded(self.word("media_publicity", publicity="{publicity}"), publicity=self.logged("publicity"))
        yield worded(self.word("media_radio", radio="{radio}"), radio=self.logged("radio"))
        yield Blank(self.word("media_other"))

    def teaching(self) -> Iterator[Part]:
        yield Heading(self.word("teaching"))
        gaps = ("sessions_period", "sessions", "classes_period", "classes")
        sentence = self.word("teaching_line", **{gap: f"{{{gap}}}" for gap in gaps})
        yield worded(
            sentence,
            sessions_period=self.logged("guidance_sessions"),
            sessions=self.logged("guidance_sessions", whole=True),
            classes_period=self.logged("classes"),
            classes=self.logged("classes", whole=True),
        )
        yield worded(self.word("teaching_opened", opened="{opened}"), opened=self.opened())

    def groups(self) -> Iterator[Part]:
        yield Heading(self.word("groups"))
        yield Paragraph((self.word("groups_intro"),))
        items = [
            worded(self.word("groups_line", group=name, period="{period}", cumulative="{cumulative}"),
                   period=new, cumulative=all_)
            for name, new, all_ in group_figures(self.ledger, self.found.groups, Evidence.QUIZ_PASSED)
        ]  # fmt: skip
        yield Bullets(tuple(items))

    def official(self, rows: tuple[Indicator, ...]) -> Iterator[Part]:
        """Only what offices have said; the bot's own counts stay out of it."""
        yield Heading(self.word("official"))
        series = {t.text for t in self.ledger.book.campaign.targets if (t.series or "").startswith("official:")}
        yield Bullets(tuple(self.official_line(row) for row in rows if row.text in series))
        plan, until = self.ledger.book.campaign, self.ledger.period.until
        for target in plan.targets:
            rate = self.ledger.now.rate(target.series, plan.units[0].id, until)
            if rate is not None:
                sentence = self.word("official_rate", text=target.text, source=rate.source, rate="{rate}")
                yield worded(sentence, rate=rate_figure(self.ledger, target, rate))

    def official_line(self, row: Indicator) -> Paragraph:
        if row.percent is None:
            return worded(
                self.word("official_count", text=row.text, cumulative="{cumulative}"), cumulative=row.cumulative
            )
        sentence = self.word("official_line", text=row.text, cumulative="{cumulative}", percent="{percent}")
        return worded(sentence, cumulative=row.cumulative, percent=row.percent)

    def models(self) -> Iterator[Part]:
        yield Heading(self.word("models"))
        models = self.ledger.book.campaign.models
        for model in models:
            yield from self.recognised(model) if model.who else ()
            yield Blank(model.title)
        if not models:
            yield Paragraph((self.word("models_none"),))

    def recognised(self, model: Model) -> Iterator[Part]:
        """What the office measures a model by, and the villages that meet it; who the persons are is not known here."""
        book, facts = self.ledger.book, self.ledger.now
        lines = criteria_lines(book, facts, model)
        if not lines:
            yield Paragraph((book.copy.say("merit.report_none", title=model.title),))
            return
        yield Paragraph((book.copy.say("merit.report", title=model.title),))
        yield Bullets(tuple(Paragraph((line,)) for line in lines))
        if model.who == "villages":
            yield from (Paragraph((line,)) for line in who_lines(book, facts, model, self.ledger.period.until))

    def logged(self, series: str, *, whole: bool = False) -> Figure:
        new, all_ = self.found.logged.get(series, (None, None))
        return self.own(
            f"logged.{series}.{'cumulative' if whole else 'period'}",
            self.ledger.book.copy.say(f"noun.{series}"),
            all_ if whole else new,
            self.word("query_series", series=self.ledger.book.copy.say(f"noun.{series}")),
            whole=whole,
        )

    def opened(self) -> Figure:
        return self.own(
            "opened.period", self.word("opened_unit"), self.found.opened, self.word("query_opened"), whole=False
        )

    def own(self, name: str, unit: str, value: float | None, query: str, *, whole: bool) -> Figure:
        """A figure of our own counting, which is a share of nothing."""
        period = self.ledger.period
        since, until = day(period.since), day(period.until)
        days = self.word("until", until=until) if whole else self.word("between", since=since, until=until)
        label = self.word("series_label", what=unit, days=days)
        return Figure(name, label, value, unit, query, days, None, None, self.word("own_count"))


_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def _sentence(agency: str, place: str) -> str:
    """An agency inside a sentence: capitals only at the front and in the name of the place."""
    return agency.capitalize().replace(place.lower(), place)
