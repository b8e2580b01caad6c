"""Training of the rows on pairs: sentence-transformers' MultipleNegativesRankingLoss, the other pairs of a batch as negatives."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from training.embeddings.vectors import Floats, Ints

# Pairs of each kind in an epoch (None: all). Hard negatives (IndoNLI's contradictions) are left out: trained on
# IndoNLI alone, with them or without, both measures stayed within 0.005; a contradiction shares its words with the premise.
PLAN: dict[str, int | None] = {"indonli": None, "facqa": None, "ntrex": None, "title": 4_000, "next": 2_000, "rest": 4_000}
EPOCHS, BATCH = 4, 512
RATE = 2e-3  # falls to 0; similarity falls from 4e-3 on, both measures at 1e-2 (512 dimensions, development parts)
SCALE = (
    40.0  # the cosine's factor in the loss; development parts: similarity 0.773 here, 0.770 at 20, 0.766 at 10; recall 0.938, 0.941, 0.941
)

Texts = list[Ints]


def fit(tokenizer: Tokenizer, rows: Floats, unknown: int, pairs: Mapping[str, tuple[Texts, Texts]], *, seed: int, device: str) -> Floats:
    """The trained rows. `pairs`: left and right texts as row numbers, by kind; `unknown`: the row that stays zero."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    weights = torch.from_numpy(rows).clone()
    # The module's tokenizer is not asked: texts come as row numbers, since several tokens share a row.
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = SentenceTransformer(modules=[module], device=device)
    loss: torch.nn.Module = MultipleNegativesRankingLoss(model, scale=SCALE)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    batches = [batch for _ in range(EPOCHS) for kind in PLAN for batch in _batches(kind, len(pairs[kind][0]), draw)]
    parameter = module.embedding.weight
    for step, i in enumerate(draw.permutation(len(batches))):
        kind, chosen = batches[i]
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / len(batches))
        optimizer.zero_grad()
        value = loss([_features([side[j] for j in chosen], unknown, device) for side in pairs[kind]], None)
        value.backward()
        assert parameter.grad is not None
        parameter.grad[unknown] = 0
        optimizer.step()
        if step % 20 == 0:
            print(f"step {step} of {len(batches)}, {kind}: loss {value.item():.3f}", flush=True)
    return np.asarray(parameter.detach().cpu().numpy())


def _batches(kind: str, number: int, draw: np.random.Generator) -> list[tuple[str, Ints]]:
    order = draw.permutation(number)[: PLAN[kind]]
    return [(kind, order[i : i + BATCH]) for i in range(0, len(order), BATCH) if len(order) - i >= BATCH // 2]


def _features(texts: Texts, unknown: int, device: str) -> dict[str, torch.Tensor]:
    """Input of StaticEmbedding: all row numbers in one list, and where each text starts."""
    texts = [t if len(t) else np.array([unknown]) for t in texts]
    starts = np.cumsum([0] + [len(t) for t in texts[:-1]])
    return {"input_ids": torch.from_numpy(np.concatenate(texts)).to(device), "offsets": torch.from_numpy(starts).to(device)}
