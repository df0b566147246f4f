"""LanceDB's hybrid search, with what is the default there: reciprocal rank fusion, and no vector index.

https://docs.lancedb.com/search/hybrid-search ("explicit vector and text query"; `create_fts_index` of that page says itself that
it has become `create_index` with `FTS()`) and https://docs.lancedb.com/search/filtering: filters come first by default.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.index import FTS

from tests.bench.system import Material, System, Vectors

_BATCH = 10_000


class LanceDb(System):
    """One table: id, text, vector, and a column of true and false for each flag."""

    def __init__(self) -> None:
        self._table: Any = None

    def index(self, folder: Path, material: Material) -> None:
        dimension = material.item_vectors.shape[1]
        schema = pa.schema(
            [
                pa.field("id", pa.string()),
                pa.field("text", pa.string()),
                pa.field("vector", pa.list_(pa.float32(), dimension)),
                *(pa.field(flag, pa.bool_()) for flag in material.flags),
            ]
        )

        def batches() -> Any:
            for start in range(0, len(material.items), _BATCH):
                items = material.items[start : start + _BATCH]
                numbers = pa.array(material.item_vectors[start : start + _BATCH].reshape(-1))
                columns = [
                    pa.array([item.id for item in items]),
                    pa.array([item.whole for item in items]),
                    pa.FixedSizeListArray.from_arrays(numbers, dimension),
                    *(pa.array([flag in item.flags for item in items]) for flag in material.flags),
                ]
                yield pa.record_batch(columns, schema=schema)

        table = lancedb.connect(folder).create_table("items", batches(), schema=schema)
        table.create_index("text", config=FTS())

    def open(self, folder: Path, material: Material) -> None:
        self._table = lancedb.connect(folder).open_table("items")

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(self._table.search(query_type="hybrid").vector(vector).text(text), k, flag)

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(self._table.search(vector), k, flag)

    def _ids(self, query: Any, k: int, flag: str | None) -> list[str]:
        if flag is not None:
            query = query.where(flag)
        # The page on performance says to name the columns that are wanted; a user wants the text.
        return [row["id"] for row in query.limit(k).select(["id", "text"]).to_list()]


def open_system() -> System:
    return LanceDb()
