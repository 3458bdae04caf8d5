"""Room: app. Feeds: what the active plan's targets are fed by, for the store to count by."""

from bot.model.feed import Feed
from content.campaign import MODELS, Campaign, Target


def feeds_of(plan: Campaign) -> tuple[Feed, ...]:
    """One for each target that counts learners, or those who make a model of the plan."""
    return tuple(feed for target in plan.targets if (feed := _feed(plan, target)) is not None)


def _feed(plan: Campaign, target: Target) -> Feed | None:
    if target.evidence is not None:
        return Feed(target.id, target.evidence, target.lessons, target.lessons_needed)
    model = plan.model_of(target)
    return Feed(target.id, MODELS[target.series or ""], ("",), model.minimum or 1) if model else None
