"""What all shapes of answers share."""

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """A shape is only written, never read, so it is frozen, and it has no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
