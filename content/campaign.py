"""Room: content. The shapes of one plan (a campaign file); frozen, reads no file and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Final, Literal

from bot.model.evidence import Evidence
from bot.model.feed import Measure as Measured
from content.calendar import Rule, due_date, ends, next_occurrence, starts

UnitKind = Literal["tinh", "xa", "phuong", "thon", "buon", "khoi", "xom", "to-dan-pho"]
Operator = Literal[">=", ">", "="]
Measure = Literal["percent", "count", "per_unit", "per_week", "per_month"]
EntryKind = Literal["festival", "deadline", "contest", "event", "report"]
Group = Literal["nguoi-truong-thanh", "nguoi-dan", "hoc-sinh", "can-bo", "lao-dong", "thon-buon", "co-quan"]
Denominator = Literal[
    "adults",
    "citizens_16",
    "residents",
    "households",
    "pupils",
    "officials",
    "workers",
    "visitors",
    "units",
    "agencies",
    "mentors",
    "none",
]
ModelMeasure = Literal["mentees", "household_members", "lessons", "official", "guidance_sessions", "recognised"]
PathGroup = Literal["nguoi-dan", "nguoi-cao-tuoi", "hoc-sinh", "can-bo", "lao-dong-htx", "tieu-thuong"]

MODELS: Final[Mapping[str, Measured]] = MappingProxyType({"mentors": "mentees", "households": "household_members"})
"""Series of people who make a model of the plan, counted here as they come and go; and the model's measure."""

# A plan counts people by its own groups, a learner says which path they walk: this is who counts for whom.
# A pupil may be of age, but the plans count pupils apart, so nobody is counted in both.
LEARNERS: Final[Mapping[Group, tuple[PathGroup, ...]]] = MappingProxyType(
    {
        "nguoi-truong-thanh": ("nguoi-dan", "nguoi-cao-tuoi", "can-bo", "lao-dong-htx", "tieu-thuong"),
        "nguoi-dan": ("nguoi-dan", "nguoi-cao-tuoi", "hoc-sinh", "can-bo", "lao-dong-htx", "tieu-thuong"),
        "hoc-sinh": ("hoc-sinh",),
        "can-bo": ("can-bo",),
        "lao-dong": ("lao-dong-htx",),
    }
)


PERSONAL: Final = ("passed", "retained", "mentees")
"""What a person can be measured by: lessons passed, lessons remembered after weeks, people they help along."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in the tree; a name the plan does not give is a placeholder with `confirmed` false."""

    id: str
    name: str
    kind: UnitKind
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    confirmed: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A desk people can go to; what the plan does not say (phone, place, hours) stays None."""

    id: str
    name: str
    phone: str | None = None
    where: str | None = None
    hours: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Hotline:
    """A national number to call, with the place in the fact sheets it was checked in."""

    number: str
    purpose: str
    source: str


@dataclass(frozen=True, slots=True)
class Target:
    """One measurable sentence of the plan; exactly one of `evidence` and `series` says what is counted.

    `operator` is the plan's: "ít nhất", "tối thiểu" and a plain "80%" are >=, "trên" and "hơn" are >.
    `lessons` feed it: a person counts once `lessons_needed` of them stand at the rung `evidence`.
    `group` names whom it is about, `denominator` the number entered by the organizer it is a share of.
    """

    id: str
    text: str
    operator: Operator
    value: float
    unit: Measure
    group: Group
    denominator: Denominator
    pointer: str
    deadline: Rule | None = None
    evidence: Evidence | None = None
    series: str | None = None
    lessons: tuple[str, ...] = ()
    lessons_needed: int = 1
    note: str | None = None

    def due(self, today: date) -> date | None:
        """Give the day it is measured against, also when that day has passed."""
        return None if self.deadline is None else due_date(self.deadline, today)

    @property
    def learners(self) -> tuple[PathGroup, ...]:
        """Give the path groups whose people count here; none for targets that count no learners."""
        return LEARNERS.get(self.group, ())

    def met_by(self, value: float) -> bool:
        """Compare as the plan words it: "trên 80%" is not met at 80."""
        compare = {">=": value >= self.value, ">": value > self.value, "=": value == self.value}
        return compare[self.operator]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A date of the plan: a deadline, the festival, the contest, a report."""

    id: str
    text: str
    rule: Rule
    kind: EntryKind
    pointer: str
    note: str | None = None

    def days_left(self, today: date) -> int | None:
        """Count to its first day, or to the last for a duty; 0 when that has come, None when all is past."""
        occurrence = next_occurrence(self.rule, today)
        if occurrence is None:
            return None
        day = ends(occurrence) if self.kind in {"deadline", "report"} else starts(occurrence)
        return max(0, (day - today).days)


@dataclass(frozen=True, slots=True)
class Path:
    """The ordered lessons of one group of people."""

    group: PathGroup
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """At least this much of something. `what` is one of PERSONAL, or the id of a target told apart by village.

    `source` says who wants it: the plan's place, or a decision.
    """

    what: str
    least: int
    source: str


@dataclass(frozen=True, slots=True)
class Model:
    """A model the plan wants, such as "Đại sứ số"; `minimum` of `measure` makes one, where the plan says.

    One that is "recognised" is for persons or for villages (`who`), by `criteria`: all of them have to be met.
    """

    id: str
    title: str
    rule: str
    measure: ModelMeasure
    pointer: str
    minimum: int | None = None
    lessons: tuple[str, ...] = ()
    who: Literal["persons", "villages"] | None = None
    criteria: tuple[Criterion, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """What stands around a report; nobody's name is pre-filled, a person signs."""

    agency: tuple[str, ...]
    place: str
    code: str
    signer_lines: tuple[str, ...]
    recipients: tuple[str, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ReportingRule:
    """Who reports to whom, and when; `rule` is None where the plan only says "định kỳ" or "đột xuất"."""

    who: str
    to: str
    text: str
    pointer: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Reporting:
    """The report: its header, when it is due, and which days it covers ("15..14" or "calendar")."""

    header: ReportHeader
    cutoff_rule: str
    rules: tuple[ReportingRule, ...]
    due_rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One plan; units come parents first, so the first one is the place the plan is for."""

    id: str
    name: str
    commune: str
    province: str
    units: tuple[Unit, ...]
    offices: tuple[Office, ...]
    hotlines: tuple[Hotline, ...]
    targets: tuple[Target, ...]
    calendar: tuple[CalendarEntry, ...]
    paths: tuple[Path, ...]
    models: tuple[Model, ...]
    report: Reporting
    units_complete: bool
    """Whether every place is in `units`, if only as a placeholder; else nothing is multiplied by them."""
    not_offered: tuple[str, ...] = ()
    broadcasts_need_approval: bool = True
    notes: tuple[str, ...] = ()

    def unit(self, unit_id: str) -> Unit | None:
        """Find a unit by its id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def villages(self) -> tuple[Unit, ...]:
        """Give the places nobody else is part of; a plan that names none has only its own place."""
        parents = {unit.parent for unit in self.units}
        return tuple(unit for unit in self.units if unit.id not in parents)

    def office(self, office_id: str) -> Office | None:
        """Find an office by its id."""
        return next((office for office in self.offices if office.id == office_id), None)

    def target(self, target_id: str) -> Target | None:
        """Find a target by its id."""
        return next((target for target in self.targets if target.id == target_id), None)

    def model_of(self, target: Target) -> Model | None:
        """Find the model whose makers a target counts."""
        measure = MODELS.get(target.series or "")
        return next((model for model in self.models if measure is not None and model.measure == measure), None)

    def path(self, group: str) -> Path | None:
        """Find the path of a group."""
        return next((path for path in self.paths if path.group == group), None)

    def offers(self, lesson_id: str) -> bool:
        """Every lesson is offered unless the plan's place has no use for it."""
        return lesson_id not in self.not_offered

    def lesson_ids(self) -> tuple[str, ...]:
        """Give every lesson this plan names, each once, so that the content check can look for them."""
        lists = [part.lessons for parts in (self.paths, self.targets, self.models) for part in parts]
        return tuple(dict.fromkeys(chain(*lists, self.not_offered)))

    def countdown(self, today: date) -> tuple[CalendarEntry, int]:
        """Give the festival everyone is counting down to, and the days until it begins."""
        entry = next(entry for entry in self.calendar if entry.kind == "festival")
        return entry, entry.days_left(today) or 0

    def upcoming(self, today: date) -> tuple[tuple[CalendarEntry, int], ...]:
        """Give what is under way or still ahead with the days left, soonest first."""
        ahead = [(entry, days) for entry in self.calendar if (days := entry.days_left(today)) is not None]
        return tuple(sorted(ahead, key=lambda pair: pair[1]))

    def whole(self, target: Target) -> float | None:
        """Give the value for the whole place: ten sessions a village are a hundred for ten villages.

        None where the list of villages is not whole, so the product would be made up.
        """
        if target.unit != "per_unit":
            return target.value
        return target.value * len(self.villages()) if self.units_complete else None
