"""Sentences -> vectors, behind one interface: the model that ships, a local SentenceTransformer folder, or a model's name on this machine."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tagih.records import TagihError

BATCH = 64  # sentences; larger batches gain nothing on a CPU and pad more
STATIC_BATCH = 512  # sentences; looking vectors up pads nothing, and each batch costs a call
SETTING = "the embedding model"
SHIPPED = Path(__file__).parent / "models" / "embedding"  # its card is README.md there; made by training/embeddings
SHIPPED_NAME = "tagih-embedding-2"  # counts up whenever the shipped vectors change


class Embedder(Protocol):
    """What turns texts into vectors. Rows have length 1, so a dot product is the cosine; a text without a known word is the zero vector."""

    @property
    def name(self) -> str:
        """The model's name or folder, for the record beside each score."""
        ...

    @property
    def dimensions(self) -> int:
        """Columns of what `encode` gives."""
        ...

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions), float32. `query`: texts are questions, not passages, where the model tells them apart."""
        ...


class SentenceEmbedder:
    """An Embedder of a SentenceTransformer."""

    def __init__(self, model: Any, name: str, *, query_prefix: str, passage_prefix: str) -> None:
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        self._model = model
        self._batch = STATIC_BATCH if isinstance(model[0], StaticEmbedding) else BATCH
        self._prefixes = {True: query_prefix, False: passage_prefix}
        self.name = name
        self.dimensions = int(model.get_embedding_dimension())

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """See Embedder."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        prefix = self._prefixes[query]
        vectors: Any = self._model.encode(
            [prefix + t for t in texts], batch_size=self._batch, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def load_embedder(setting: str | Path | None, *, query_prefix: str = "", passage_prefix: str = "") -> Embedder:
    """The Embedder of a setting: None or blank for the model that ships, a SentenceTransformer folder, or a name in the local Hugging Face cache.

    Never reaches the network and never runs code that a model brings along. The same arguments give the same object.
    Raises TagihError where the folder is no model, or where the named model is not on this machine.
    """
    chosen = str(setting).strip() if setting is not None else ""
    return _load(chosen or str(SHIPPED), query_prefix, passage_prefix)


@functools.lru_cache(maxsize=4)
def _load(setting: str, query_prefix: str, passage_prefix: str) -> SentenceEmbedder:
    folder = Path(setting).expanduser()
    is_folder = folder.is_dir()
    if not is_folder and (folder.is_absolute() or setting.startswith((".", "~")) or folder.exists()):
        raise TagihError(
            "is no folder", where=f"{SETTING} {setting!r}", remedy="Name a SentenceTransformer folder (it holds modules.json)."
        )
    # Importing torch takes seconds; whoever needs no vectors does not pay for it.
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(folder) if is_folder else setting, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError, SafetensorError) as e:
        if is_folder:
            raise TagihError(
                f"holds no model that can be loaded: {e}",
                where=f"{SETTING} {setting!r}",
                remedy="Save it again with SentenceTransformer.save().",
            ) from e
        raise TagihError(
            "is neither a folder nor a model on this machine",
            where=f"{SETTING} {setting!r}",
            remedy=f"Fetch it once (hf download {setting}), or name a local folder.",
        ) from e
    name = SHIPPED_NAME if folder == SHIPPED else folder.name if is_folder else setting
    return SentenceEmbedder(model, name, query_prefix=query_prefix, passage_prefix=passage_prefix)
