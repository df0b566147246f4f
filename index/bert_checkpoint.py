"""Reads the weights of a BERT encoder from a safetensors checkpoint."""

import safetensors.numpy

from index.encoder_weights import EncoderWeights, Layer, Linear, Norm


def read_bert_checkpoint(data: bytes, *, heads: int, epsilon: float) -> EncoderWeights:
    """The encoder under the names that BERT gives its parts; heads and epsilon are not in the file. All float32."""
    tensors = safetensors.numpy.load(data)

    def linear(name: str) -> Linear:
        return Linear(weight=tensors[f"{name}.weight"], bias=tensors[f"{name}.bias"])

    def norm(name: str) -> Norm:
        return Norm(gain=tensors[f"{name}.weight"], shift=tensors[f"{name}.bias"])

    def layer(name: str) -> Layer:
        return Layer(
            query=linear(f"{name}.attention.self.query"),
            key=linear(f"{name}.attention.self.key"),
            value=linear(f"{name}.attention.self.value"),
            attention_output=linear(f"{name}.attention.output.dense"),
            attention_norm=norm(f"{name}.attention.output.LayerNorm"),
            widening=linear(f"{name}.intermediate.dense"),
            narrowing=linear(f"{name}.output.dense"),
            output_norm=norm(f"{name}.output.LayerNorm"),
        )

    layers = len({name.split(".")[2] for name in tensors if name.startswith("encoder.layer.")})
    segment = tensors["embeddings.token_type_embeddings.weight"][0]
    return EncoderWeights(
        words=tensors["embeddings.word_embeddings.weight"],
        positions=tensors["embeddings.position_embeddings.weight"] + segment,
        embedding_norm=norm("embeddings.LayerNorm"),
        layers=tuple(layer(f"encoder.layer.{number}") for number in range(layers)),
        heads=heads,
        epsilon=epsilon,
    )
