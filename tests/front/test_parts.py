"""The parts of the command that are worth a test without a process of their own."""

from dataclasses import replace

import pytest

from cadre_parts import default_model
from index import bundled_models


def test_who_gets_the_lesser_encoder_is_told_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = bundled_models.bundled_model("e5")
    assert model is not None
    monkeypatch.setattr(bundled_models, "_E5", replace(model, module="no_such_package_of_weights"))
    assert default_model() == "minilm"
    assert "understands English" in " ".join(capsys.readouterr().err.split())
