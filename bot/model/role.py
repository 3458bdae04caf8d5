"""Room: model. Role: what somebody has been asked to do for the movement, beside learning."""

from enum import StrEnum


class Role(StrEnum):
    """An organizer may do whatever a volunteer may, in every village."""

    VOLUNTEER = "volunteer"
    ORGANIZER = "organizer"
