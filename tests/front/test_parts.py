"""The parts of the command that are worth a test without a process of their own."""

import socket
from dataclasses import replace

import pytest

from cadre import main
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


def test_a_taken_port_is_said_before_anything_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--data", "no-such-folder"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said
