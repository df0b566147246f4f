"""LlamaIndex's hybrid: a vector index in its default store and its BM25 retriever, fused by reciprocal ranks.

https://developers.llamaindex.ai/python/framework/integrations/retrievers/reciprocal_rerank_fusion and
https://developers.llamaindex.ai/python/framework/integrations/retrievers/bm25_retriever. One question is one query: the
generation of more asks a language model (`num_queries=1` turns it off, as the page on BM25 does). The retrievers are asked one
after another, without the event loop that the default of `use_async` starts for each question, which only costs time.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from tests.bench.system import Material, System, Vectors, vectors_by_text


class Lookup(BaseEmbedding):
    """Gives the vectors that were made before, by text."""

    _vectors: dict[str, Vectors] = PrivateAttr()

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        super().__init__()
        self._vectors = vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._vectors[text].tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._vectors[query].tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndex(System):
    """Nodes with their vectors and flags; a retriever for each filter is made once, with the first search that asks."""

    def __init__(self) -> None:
        self._index: Any = None
        self._words: BM25Retriever
        self._retrievers: dict[tuple[int, str | None], tuple[Any, Any]] = {}

    def index(self, folder: Path, material: Material) -> None:
        nodes = [
            TextNode(
                id_=item.id,
                text=item.whole,
                embedding=vector.tolist(),
                metadata={flag: int(flag in item.flags) for flag in material.flags},
                # Else the names of the flags would be words of every text.
                excluded_embed_metadata_keys=list(material.flags),
            )
            for item, vector in zip(material.items, material.item_vectors, strict=True)
        ]
        self._index = VectorStoreIndex(nodes, embed_model=Lookup(vectors_by_text(material)))
        self._index.storage_context.persist(str(folder / "vectors"))
        BM25Retriever.from_defaults(nodes=nodes).persist(str(folder / "words"))

    def open(self, folder: Path, material: Material) -> None:
        # The default store of vectors lies in memory, and is searched as it was made, as on these pages: to read it again
        # from its files, which are JSON, takes longer than to make it, and searches no faster.
        self._words = BM25Retriever.from_persist_dir(str(folder / "words"))

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return [found.node.node_id for found in self._retrievers_for(k, flag)[0].retrieve(text)]

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return [found.node.node_id for found in self._retrievers_for(k, flag)[1].retrieve(text)]

    def _retrievers_for(self, k: int, flag: str | None) -> tuple[Any, Any]:
        """The fused one and the one by vectors."""
        if (k, flag) not in self._retrievers:
            filters = None if flag is None else MetadataFilters(filters=[MetadataFilter(key=flag, value=1)])
            vectors = self._index.as_retriever(similarity_top_k=k, filters=filters)
            words = BM25Retriever(existing_bm25=self._words.bm25, similarity_top_k=k, filters=filters)
            fused = QueryFusionRetriever(
                [vectors, words],
                llm=MockLLM(),
                similarity_top_k=k,
                num_queries=1,
                mode="reciprocal_rerank",
                use_async=False,
            )
            self._retrievers[k, flag] = fused, vectors
        return self._retrievers[k, flag]


def open_system() -> System:
    return LlamaIndex()
