"""A judge on this machine: a tiny model of sentence pairs, made here as exporters make large ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Write
from doclint import DoclintError, judges
from doclint.settings import Settings, of

onnx = pytest.importorskip("onnx")
tokenizers = pytest.importorskip("tokenizers")
pytest.importorskip("onnxruntime")

LABELS = {"0": "ENTAILMENT", "1": "neutral", "2": "contradiction"}
SAME = ("The bridge is open to walkers.", "The bridge is open to walkers and riders.")
OTHER = ("The bridge is open to walkers.", "The bridge is not open to walkers.")


def graph(outputs: int = 3, inputs: tuple[str, ...] = ("input_ids", "attention_mask")) -> Any:
    """A model for which the second label is likely, and the third more so with each `not` (token 2)."""
    from onnx import TensorProto, helper

    make = helper.make_node
    nodes = [
        make("Equal", ["input_ids", "not"], ["is"]),
        make("Cast", ["is"], ["ones"], to=TensorProto.FLOAT),
        make("ReduceSum", ["ones"], ["count"], keepdims=0),
        make("Mul", ["count", "weight"], ["logits"]),
        make("Add", ["logits", "start"], ["out"]),
        make("Unsqueeze", ["out", "axis"], ["scores"]),
    ]
    weight, start = ([0.0] * (outputs - 1) + [9.0], [0.0, 2.0, 0.0, 0.0][:outputs])
    constants = [
        helper.make_tensor("not", TensorProto.INT64, [], [2]),
        helper.make_tensor("weight", TensorProto.FLOAT, [outputs], weight),
        helper.make_tensor("start", TensorProto.FLOAT, [outputs], start),
        helper.make_tensor("axis", TensorProto.INT64, [1], [0]),
    ]
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in inputs]
    told = [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, outputs])]
    made = helper.make_graph(nodes, "tiny", given, told, constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with the three files."""
    folder = tmp_path / "tiny-nli"
    folder.mkdir()
    onnx.save(graph(), str(folder / "model.onnx"))
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0, "[PAD]": 1, "not": 2}, unk_token="[UNK]"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"id2label": LABELS}))
    return folder


def chosen(root: Path, **judge: Any) -> Settings:
    return of({"root": str(root), "judge": {"ledger": "l.jsonl", "ask": True, "folder": "tiny-nli", **judge}}, ())


def test_a_model_judges_without_any_network(model: Path, tmp_path: Path) -> None:
    heard = judges.opinions([SAME, OTHER], chosen(tmp_path))
    assert [heard.opinions[pair].verdict for pair in (SAME, OTHER)] == ["neutral", "contradiction"]
    assert all(one.judge == "tiny-nli" and 0.5 < one.score <= 1 for one in heard.opinions.values())
    assert heard.skipped == []


def test_the_names_of_labels_count_and_not_their_order(model: Path, tmp_path: Path) -> None:
    (model / "config.json").write_text(json.dumps({"id2label": {"0": "neutral", "1": "contradict", "2": "entail"}}))
    heard = judges.opinions([SAME, OTHER], chosen(tmp_path))
    assert [heard.opinions[pair].verdict for pair in (SAME, OTHER)] == ["contradiction", "entailment"]


def test_long_and_strange_sentences_are_cut_and_judged(model: Path, tmp_path: Path) -> None:
    pairs = [("not " * 5_000, "\u200b🜚 " * 4_000), ("", "x")]
    assert len(judges.opinions(pairs, chosen(tmp_path)).opinions) == 2


def test_time_and_questions_are_bounded(model: Path, tmp_path: Path) -> None:
    pairs = [(f"{n} sheep.", f"{n} goats.") for n in range(9)]
    heard = judges.opinions(pairs, chosen(tmp_path, deadline=1e-9))
    assert (heard.opinions, heard.skipped[0].what) == ({}, "9 pairs of sentences")
    assert len(judges.opinions(pairs, chosen(tmp_path, most=4)).opinions) == 4


def save(folder: Path, name: str, content: Any) -> None:
    if name == "model.onnx" and not isinstance(content, bytes):
        onnx.save(content, str(folder / name))
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("model.onnx", b"no model", "cannot be used"),
        ("model.onnx", b"", "cannot be used"),
        ("model.onnx", graph(outputs=4), "a number for each label"),
        ("model.onnx", graph(inputs=("input_ids", "pixel_values")), "cannot be used"),
        ("tokenizer.json", {"version": "1.0"}, "cannot be used"),
        ("config.json", b"\xff", "id2label"),
        ("config.json", {}, "id2label"),
        ("config.json", {"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}, "id2label"),
        ("config.json", {"id2label": {"0": "entailment", "1": "not_entailment"}}, "id2label"),
        ("config.json", {"id2label": ["neutral"]}, "id2label"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(
    model: Path, tmp_path: Path, name: str, content: Any, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    save(model, name, content)
    with pytest.raises(DoclintError, match=told) as raised:
        judges.opinions([OTHER], chosen(tmp_path))
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_file_that_is_missing_is_named(model: Path, tmp_path: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(DoclintError, match=f"no {name} here"):
        judges.opinions([OTHER], chosen(tmp_path))


def test_without_the_extra_it_says_what_to_install(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(DoclintError, match=r"pip install 'doclint\[judge\]'"):
        judges.opinions([OTHER], chosen(tmp_path))


def test_the_command_needs_no_network_for_it(model: Path, repository: Write) -> None:
    old, new = "The chapel was built by monks.\n", "The chapel was not of monks, it was built by sailors.\n"
    settings = 'select = ["contradictions"]\n[judge]\nledger = "l.jsonl"\nfolder = "tiny-nli"\n'
    root = repository({"a.md": old, "doclint.toml": settings})
    (root / "a.md").write_text(new)
    words = [sys.executable, "-m", "doclint", "check", "--judge", "--min-confidence", "low"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    assert "tiny-nli takes this for a contradiction" in done.stdout
