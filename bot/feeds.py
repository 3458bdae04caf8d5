"""Room: app. Feeds: what the active plan's targets are fed by, for the store to count by."""

from bot.model.feed import Feed
from content.campaign import Campaign


def feeds_of(plan: Campaign) -> tuple[Feed, ...]:
    """One for each target that counts learners."""
    return tuple(
        Feed(target.id, target.evidence, target.lessons, target.lessons_needed)
        for target in plan.targets
        if target.evidence is not None
    )
