"""The vector stage keeps its recall: at least .99 of the best ten under every filter. Larger: `measure_vectors`."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import partitioned_vectors
from index.vectors import PartitionedVectors, build_vectors, open_vectors
from tests.evaluation.vectors.geometry import Collected, anisotropic, isotropic
from tests.evaluation.vectors.recall import measure

DIMENSION, QUESTIONS, LEAST = 128, 40, 0.99
SHARES = (0.5, 0.05, 0.005)


@pytest.fixture(scope="module", params=[anisotropic, isotropic], ids=lambda make: make.__name__)
def collected(request: pytest.FixtureRequest) -> Collected:
    return request.param(60_000, DIMENSION, questions=QUESTIONS)


@pytest.fixture(scope="module")
def partitioned(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> PartitionedVectors:
    folder = tmp_path_factory.mktemp("partitioned")
    build_vectors(folder, collected.passages, exact_up_to=0)
    index = open_vectors(folder)
    assert isinstance(index, PartitionedVectors)
    return index


def least(index, collected: Collected) -> float:
    found = measure(index, collected, (10,), SHARES)[10]
    return min(float(np.mean(figures.recalls)) for figures in found.values())


def test_of_ten_thousand_all_are_found(collected: Collected, tmp_path: Path) -> None:
    few = replace(collected, passages=collected.passages[:10_000])
    build_vectors(tmp_path, few.passages)
    assert least(open_vectors(tmp_path), few) == 1.0


def test_a_partition_keeps_its_recall_under_every_filter(
    partitioned: PartitionedVectors, collected: Collected, monkeypatch
) -> None:
    # Where so few rows match, all are scored: with a lower bound the way through the lists is tried also for these.
    for exact_rows in (partitioned_vectors.EXACT_ROWS, 1000):
        monkeypatch.setattr(partitioned_vectors, "EXACT_ROWS", exact_rows)
        assert least(partitioned, collected) >= LEAST


@pytest.mark.parametrize("planted", [{"MISSED": 30.0}, {"REFINED": 1, "REFINED_LEAST": 12}], ids=str)
def test_a_planted_short_cut_is_noticed(
    partitioned: PartitionedVectors, collected: Collected, monkeypatch, planted: dict[str, float]
) -> None:
    monkeypatch.setattr(partitioned_vectors, "EXACT_ROWS", 1000)
    for name, value in planted.items():
        monkeypatch.setattr(partitioned_vectors, name, value)
    assert least(partitioned, collected) < LEAST


def test_a_partition_takes_any_lengths(tmp_path: Path) -> None:
    found = isotropic(20_000, 48, questions=20)
    lengths = np.random.default_rng(0).uniform(0.5, 1.5, (20_000, 1)).astype(np.float32)
    stretched = replace(found, passages=found.passages * lengths)
    build_vectors(tmp_path, stretched.passages, exact_up_to=0)
    assert least(open_vectors(tmp_path), stretched) >= LEAST
