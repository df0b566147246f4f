"""The smoothing that is kept beside the code is the one that its program measures."""

import numpy as np
import pytest

from index.bundled_models import bundled_model, smoothing
from index.calibration import measure_smoothing


@pytest.mark.parametrize("name", ["e5", "minilm"])
def test_kept_smoothing_is_what_is_measured(name: str) -> None:
    model = bundled_model(name)
    assert model is not None
    if not model.is_installed:
        pytest.skip(f"{model.package} is not installed")
    measured, kept = measure_smoothing(model), smoothing(name)
    assert measured.shape == kept.shape
    differences = np.abs(measured.astype(int) - kept)
    # Values that lie on the edge between two powers of two may fall to either side on another processor.
    assert differences.max() <= 1
    assert (differences > 0).mean() < 0.01
