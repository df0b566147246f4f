"""What an operator can set about the web service. Unknown keys are refused, and every number has bounds."""

from pydantic import BaseModel, ConfigDict, Field


class SearchApiSettings(BaseModel):
    """Settings of the API and the pages. Raises `ValidationError` for an unknown key or a value out of bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    public_address: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+)?$")
    """Where people reach this service, without a path or a slash at the end: permanent addresses begin with it.
    When it is empty, they begin with the address of the request."""
    passages_on_a_page: int = Field(default=10, ge=1, le=50)
    threads: int = Field(default=8, ge=1, le=256)
    """How many searches run at once. They are work for the processor: many more than its cores only wait."""
    retry_after_seconds: int = Field(default=30, ge=1, le=3600)
    """When to ask again, as told to a client that meets a data folder which cannot be searched at the moment."""
