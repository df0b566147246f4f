"""Chroma, by vectors: its hybrid search is for Chroma Cloud only (https://docs.trychroma.com/cloud/search-api/overview).

https://docs.trychroma.com/docs/collections/add-data, https://docs.trychroma.com/docs/querying-collections/query-and-get
and https://docs.trychroma.com/docs/querying-collections/metadata-filtering
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb

from tests.bench.system import Material, System, Vectors


class Chroma(System):
    """One collection with vectors, texts, and a true or false for each flag."""

    def __init__(self) -> None:
        self._collection: Any = None

    def index(self, folder: Path, material: Material) -> None:
        client = chromadb.PersistentClient(path=str(folder))
        collection = client.create_collection("items", embedding_function=None)
        most = client.get_max_batch_size()
        for start in range(0, len(material.items), most):
            items = material.items[start : start + most]
            collection.add(
                ids=[item.id for item in items],
                embeddings=material.item_vectors[start : start + most],
                documents=[item.whole for item in items],
                # Chroma refuses metadata without a key.
                metadatas=[{flag: flag in item.flags for flag in material.flags} for item in items]
                if material.flags
                else None,
            )

    def open(self, folder: Path, material: Material) -> None:
        self._collection = chromadb.PersistentClient(path=str(folder)).get_collection("items", embedding_function=None)

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        where = None if flag is None else {flag: True}
        ids: list[str] = self._collection.query(query_embeddings=[vector], n_results=k, where=where)["ids"][0]
        return ids

    nearest = search


def open_system() -> System:
    return Chroma()
