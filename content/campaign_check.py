"""Room: content. What must hold between the parts of one plan; reads no file, only blames."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, get_args

from content.calendar import Yearly
from content.campaign import MODELS, PERSONAL, Campaign, PathGroup, Target
from content.manuscript import Manuscript

# Figures that are not people's learning: our own logs, or numbers an organizer enters with source and date.
SERIES: Final = re.compile(r"mentors|households|guidance_sessions|classes|publicity|posts|radio|official:[a-z0-9-]+")
CUTOFFS: Final = ("15..14", "calendar")
# An id travels in a button's payload, which has 64 bytes for everything.
ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ID_LONGEST: Final = 30


def check_campaign(campaign: Campaign, manuscript: Manuscript, stem: str) -> None:
    """Blame all that is wrong at once."""
    if campaign.id != stem:
        manuscript.blame("id", f"is {campaign.id!r} but the file is called {stem!r}", "make them the same")
    for check in CHECKS:
        check(campaign, manuscript)


def _composed(_: Campaign, manuscript: Manuscript) -> None:
    for line in manuscript.raw:
        if not unicodedata.is_normalized("NFC", line.text):
            manuscript.blame_line(
                line.number,
                "the accents are not composed (NFC)",
                "type the line again, or save the file as NFC",
            )


def _ids(campaign: Campaign, manuscript: Manuscript) -> None:
    for block in ("units", "offices", "targets", "calendar", "models"):
        seen = set[str]()
        for number, part in enumerate(getattr(campaign, block), 1):
            if not ID.fullmatch(part.id) or len(part.id) > ID_LONGEST:
                remedy = f"write small letters without accents, digits and hyphens, at most {ID_LONGEST}"
                manuscript.blame(f"{block} {number} id", f"cannot be {part.id!r}", remedy)
            if part.id in seen:
                manuscript.blame(f"{block} {number} id", f"{part.id!r} is there twice", "give each its own id")
            seen.add(part.id)


def _tree(campaign: Campaign, manuscript: Manuscript) -> None:
    """Parents first, so that a tree can be built in one pass and can never be a ring."""
    seen = set[str]()
    for number, unit in enumerate(campaign.units, 1):
        if (unit.parent is None) != (number == 1):
            manuscript.blame(f"units {number}", "must have a parent, and the first none", "name the unit it is part of")
        elif unit.parent is not None and unit.parent not in seen:
            manuscript.blame(
                f"units {number} parent", f"{unit.parent!r} does not stand above it", "put the parent first"
            )
        seen.add(unit.id)
    if not campaign.units:
        manuscript.blame("units", "are missing", "write at least the place the plan is for")


def _places_apart(campaign: Campaign, manuscript: Manuscript) -> None:
    """Two places answering to one name would give one village the other's people."""
    owners = dict[str, str]()
    for number, unit in enumerate(campaign.units, 1):
        for name in {name.casefold() for name in (unit.name, *unit.aliases)}:
            if owners.setdefault(name, unit.id) != unit.id:
                manuscript.blame(f"units {number}", f"shares the name {name!r} with {owners[name]}", "keep it for one")


def _targets(campaign: Campaign, manuscript: Manuscript) -> None:
    if not campaign.targets:
        manuscript.blame("targets", "are missing", "write the plan's targets as [[targets]]")
    for number, target in enumerate(campaign.targets, 1):
        for wrong, remedy in _wrong_with(target):
            manuscript.blame(f"targets {number}", wrong, remedy)


def _models_counted(campaign: Campaign, manuscript: Manuscript) -> None:
    """What makes a mentor is said by the model; without it nobody could be counted."""
    for number, target in enumerate(campaign.targets, 1):
        measure, model = MODELS.get(target.series or ""), campaign.model_of(target)
        if measure is not None and (model is None or model.minimum is None):
            remedy = f'write a [[models]] with measure = "{measure}" and its minimum'
            manuscript.blame(f"targets {number}", f"counts {target.series}", remedy)


def _wrong_with(target: Target) -> Iterable[tuple[str, str]]:
    if (target.evidence is None) == (target.series is None):
        yield "needs either evidence or series", "evidence for what people learn, series for any other figure"
    if target.series is not None and not SERIES.fullmatch(target.series):
        yield (
            f"counts an unknown series {target.series!r}",
            "write guidance_sessions, classes, publicity, posts or official:name",
        )
    if target.evidence is not None and not (target.lessons and target.learners):
        yield "counts learners but names no lesson or no learners", "add lessons and a group of people"
    if target.unit == "percent" and target.denominator == "none":
        yield "is a percentage of nothing", "name the denominator"
    if target.unit == "per_unit" and target.denominator != "units":
        yield "is counted per unit but shared among others", 'write denominator = "units"'
    if not 1 <= target.lessons_needed <= max(1, len(target.lessons)):
        yield f"cannot need {target.lessons_needed} lessons", "ask for at least 1 and at most those it names"
    if not 0 < target.value <= (100 if target.unit == "percent" else sys.maxsize):
        yield f"cannot want {target.value:g}", "write the plan's number"


def _paths(campaign: Campaign, manuscript: Manuscript) -> None:
    groups = [path.group for path in campaign.paths]
    for group in get_args(PathGroup):
        if groups.count(group) != 1:
            manuscript.blame(
                "paths", f"have {groups.count(group)} for {group}", "write exactly one path for each group"
            )
    for number, path in enumerate(campaign.paths, 1):
        if not path.lessons or len(set(path.lessons)) != len(path.lessons):
            manuscript.blame(f"paths {number}", "is empty or names a lesson twice", "name each lesson once")


def _models(campaign: Campaign, manuscript: Manuscript) -> None:
    targets = {target.id for target in campaign.targets}
    for number, model in enumerate(campaign.models, 1):
        # A plan of version 0.1 recognises without saying whom: it stays valid, and nobody is put forward until it does.
        if model.who is not None and model.measure != "recognised":
            manuscript.blame(f"models {number}", "says for whom, but is not recognised", 'write measure = "recognised"')
        known = targets if model.who == "villages" else set(PERSONAL)
        for place, criterion in enumerate(model.criteria, 1):
            if criterion.what not in known:
                wrong = f"cannot measure {criterion.what!r}"
                manuscript.blame(f"models {number} criteria {place}", wrong, f"write one of {', '.join(sorted(known))}")


def _offered(campaign: Campaign, manuscript: Manuscript) -> None:
    for block in ("paths", "targets", "models"):
        for number, part in enumerate(getattr(campaign, block), 1):
            for lesson in part.lessons:
                if not campaign.offers(lesson):
                    manuscript.blame(
                        f"{block} {number} lessons",
                        f"name {lesson}, which is not offered here",
                        "take it out",
                    )


def _festival(campaign: Campaign, manuscript: Manuscript) -> None:
    """The countdown must never run out, so its date comes back every year."""
    festivals = [entry for entry in campaign.calendar if entry.kind == "festival"]
    if len(festivals) != 1 or not isinstance(festivals[0].rule, Yearly):
        manuscript.blame(
            "calendar",
            "needs one yearly festival",
            'write one entry of kind "festival" with rule "yearly 10-10"',
        )


def _report(campaign: Campaign, manuscript: Manuscript) -> None:
    if campaign.report.cutoff_rule not in CUTOFFS:
        wrong = f"cannot be {campaign.report.cutoff_rule!r}"
        manuscript.blame("report cutoff_rule", wrong, f"write one of {', '.join(CUTOFFS)}")


CHECKS: Final[tuple[Callable[[Campaign, Manuscript], None], ...]] = (
    _composed,
    _ids,
    _tree,
    _places_apart,
    _targets,
    _models_counted,
    _paths,
    _models,
    _offered,
    _festival,
    _report,
)
