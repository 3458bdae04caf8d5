"""Room: content. A criterion as an organizer types it: "thôn 1 80 nguồn QĐ 15", "công dân bài 10 nguồn QĐ 15"."""

import re
from datetime import date
from typing import Final, Literal

from bot.model.number import Number, NumberKind
from content.campaign import Campaign, Model
from content.folding import fold
from content.merit import model_for, series
from content.number_said import sourced
from content.standing import has_villages

Wrong = Literal["what", "source", "village", "none"]
"""What could not be read: one sentence back to the organizer."""

_SAID: Final = re.compile(r"(thon|buon|noi|cong dan|nguoi) (?:chi tieu )?([a-z ]+?|\d{1,2}) (?:it nhat |tu )?(\d{1,6})")
_MEASURES: Final = {"bai": "passed", "nho lau": "retained", "kem": "mentees"}


def read_criterion(said: str, plan: Campaign, today: date) -> Number | Wrong:
    """The office's own criterion, as a number it gives; 0 takes it back."""
    before, source = sourced(said)
    found = _SAID.fullmatch(fold(before.replace("%", " ")))
    if found is None:
        return "what"
    model = model_for(plan, "persons" if found[1] in {"cong dan", "nguoi"} else "villages")
    if model is None:
        return "none"
    if not source:
        return "source"
    what = _what(found[2], plan, model)
    if what is None:
        return "what" if model.who == "persons" else "village"
    name, value = series(model, what), int(found[3])
    return Number(NumberKind.OFFICIAL, name, plan.units[0].id, value, source, today)


def _what(said: str, plan: Campaign, model: Model) -> str | None:
    if model.who == "persons":
        return _MEASURES.get(said)
    at = int(said) if said.isdecimal() else 0
    target = plan.targets[at - 1] if 1 <= at <= len(plan.targets) else None
    return target.id if target and has_villages(plan, target) else None
