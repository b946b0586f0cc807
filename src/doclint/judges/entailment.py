"""A model on this machine: an ONNX export of a classifier of sentence pairs, whose weights the user brings.

The folder holds model.onnx, tokenizer.json and config.json with `id2label`, as exporters write them.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from doclint.errors import InputError
from doclint.judges import Learn, Pair

FILES = ("model.onnx", "tokenizer.json", "config.json")
LONGEST = 512
"""tokens of both sentences: what models of this kind were trained on; the longer sentence is cut first"""

_VERDICTS = {"contra": "contradiction", "entail": "entailment", "neutral": "neutral"}
"""how the label of a verdict begins"""


class Model:
    """The model in `folder`; raises InputError where it cannot be used."""

    def __init__(self, folder: str) -> None:
        self.folder, self.name = folder, os.path.basename(os.path.normpath(folder))
        for name in FILES:
            if not os.path.isfile(os.path.join(folder, name)):
                raise InputError(f"{folder}: no {name} here; `judge.folder` holds {', '.join(FILES)}")
        self.labels = _labels(os.path.join(folder, "config.json"))
        self.tokenizer, self.session = self._loaded()
        self.inputs = {one.name for one in self.session.get_inputs()}

    def judge(self, pairs: Sequence[Pair], learn: Learn, until: float) -> Counter[str]:
        """As `Judge.judge`, one after the other."""
        for number, pair in enumerate(pairs):
            if time.monotonic() >= until:
                return Counter({"were left when `judge.deadline` was over": len(pairs) - number})
            shares = self._shares(pair)
            best = max(range(len(shares)), key=shares.__getitem__)
            learn(pair, self.labels[best], shares[best])
        return Counter()

    def _loaded(self) -> tuple[Any, Any]:
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError:
            raise InputError("a model on this machine needs its extra; run `pip install 'doclint[judge]'`") from None
        options = SessionOptions()
        options.log_severity_level = 4  # what is wrong is told once, by us
        try:
            tokenizer = Tokenizer.from_file(os.path.join(self.folder, "tokenizer.json"))
            tokenizer.enable_truncation(LONGEST)
            model = os.path.join(self.folder, "model.onnx")
            return tokenizer, InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise what their native parts make, under no common name
            raise self._unusable(error) from None

    def _shares(self, pair: Pair) -> list[float]:
        """The probability of each label; raises InputError where the model does not give one number for each."""
        import numpy

        coded = self.tokenizer.encode(*pair)
        given = {"input_ids": coded.ids, "attention_mask": coded.attention_mask, "token_type_ids": coded.type_ids}
        try:
            fed = {name: numpy.array([given[name]], dtype=numpy.int64) for name in self.inputs}
            numbers = numpy.asarray(self.session.run(None, fed)[0], dtype=numpy.float64).reshape(-1)
        except Exception as error:  # as above
            raise self._unusable(error) from None
        if len(numbers) != len(self.labels) or not numpy.isfinite(numbers).all():
            raise InputError(f"{self.folder}: the model does not give a number for each label of config.json")
        powers = numpy.exp(numbers - numbers.max())
        shares: list[float] = (powers / powers.sum()).tolist()
        return shares

    def _unusable(self, error: Exception) -> InputError:
        said = " ".join(str(error).split())[:200]
        return InputError(f"{self.folder}: the model cannot be used ({said}); export it again for sentence pairs")


def _labels(file: str) -> list[str]:
    """The verdict of each number that the model gives; raises InputError."""
    try:
        with open(file, encoding="utf-8") as handle:
            table = json.load(handle)["id2label"]
        names = [str(table[str(number)]).lower() for number in range(len(table))]
        found = [next(verdict for start, verdict in _VERDICTS.items() if name.startswith(start)) for name in names]
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        found = []
    if sorted(found) != sorted(_VERDICTS.values()):
        raise InputError(f"{file}: `id2label` names no contradiction, entailment and neutral, one each")
    return found
