"""A model of the hub is read from a folder: weights, tokenizer, pooling, as its paper has it."""

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kabar.annotate.embedding import open_embedder
from kabar.annotate.folder_model import FolderEmbedder
from kabar.annotate.folder_tokens import FolderTokenizer
from kabar.errors import ConfigError, ModelError

WIDTH, INNER, HEADS = 8, 12, 2
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁banjir", "▁flood", "s", "▁di", "▁demak", "e", "▁harbour"]
Weights = dict[str, NDArray[np.float32]]


def weights(layers: int = 2) -> Weights:
    rng = np.random.default_rng(7)

    def some(*shape: int) -> NDArray[np.float32]:
        return rng.normal(0, 0.5, shape).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": some(len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": some(40, WIDTH),
        "embeddings.token_type_embeddings.weight": some(1, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    for layer in range(layers):
        at = f"encoder.layer.{layer}"
        for name in (
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
        ):
            found |= {f"{at}.{name}.weight": some(WIDTH, WIDTH), f"{at}.{name}.bias": some(WIDTH)}
        found |= {
            f"{at}.intermediate.dense.weight": some(INNER, WIDTH),
            f"{at}.intermediate.dense.bias": some(INNER),
        }
        found |= {f"{at}.output.dense.weight": some(WIDTH, INNER), f"{at}.output.dense.bias": some(WIDTH)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found |= {f"{at}.{name}.weight": some(WIDTH), f"{at}.{name}.bias": some(WIDTH)}
    return found


def write_model(folder: Path, made: Weights, *, front: str = "", kind: str = "xlm-roberta") -> Path:
    folder.mkdir(parents=True)
    header: dict[str, Any] = {}
    raw = b""
    for name, values in made.items():
        data = values.tobytes()
        header[front + name] = {
            "dtype": "F32",
            "shape": values.shape,
            "data_offsets": [len(raw), len(raw) + len(data)],
        }
        raw += data
    head = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + raw)
    config = {
        "model_type": kind,
        "hidden_size": WIDTH,
        "num_attention_heads": HEADS,
        "num_hidden_layers": 2,
        "layer_norm_eps": 1e-5,
    }
    (folder / "config.json").write_text(json.dumps(config))
    vocabulary = [[piece, -float(number)] for number, piece in enumerate(PIECES)]
    tokenizer = {"model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary}, "added_tokens": []}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny", weights())


def by_hand(made: Weights, ids: list[int]) -> list[float]:
    """The same encoder in loops, number by number."""

    def norm(row: list[float], name: str) -> list[float]:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-5)
        weight, bias = made[f"{name}.weight"], made[f"{name}.bias"]
        return [(x - mean) / spread * float(weight[i]) + float(bias[i]) for i, x in enumerate(row)]

    def dense(row: list[float], name: str) -> list[float]:
        weight, bias = made[f"{name}.weight"], made[f"{name}.bias"]
        return [
            sum(float(w) * x for w, x in zip(weight[i], row, strict=True)) + float(bias[i])
            for i in range(len(bias))
        ]

    words, places = made["embeddings.word_embeddings.weight"], made["embeddings.position_embeddings.weight"]
    kinds = made["embeddings.token_type_embeddings.weight"]
    rows = [
        norm(
            [float(words[token][i] + places[at + 2][i] + kinds[0][i]) for i in range(WIDTH)],
            "embeddings.LayerNorm",
        )
        for at, token in enumerate(ids)
    ]
    part = WIDTH // HEADS
    for layer in range(2):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            [dense(row, f"{at}.attention.self.{name}") for row in rows] for name in ("query", "key", "value")
        )
        after = []
        for here, row in enumerate(rows):
            mixed: list[float] = []
            for head in range(HEADS):
                own = slice(head * part, (head + 1) * part)
                scores = [
                    math.exp(
                        sum(a * b for a, b in zip(query[here][own], other[own], strict=True))
                        / math.sqrt(part)
                    )
                    for other in key
                ]
                whole = sum(scores)
                mixed += [
                    sum(score / whole * other[own][i] for score, other in zip(scores, value, strict=True))
                    for i in range(part)
                ]
            row = [a + b for a, b in zip(row, dense(mixed, f"{at}.attention.output.dense"), strict=True)]
            row = norm(row, f"{at}.attention.output.LayerNorm")
            inner = [
                0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in dense(row, f"{at}.intermediate.dense")
            ]
            after.append(
                norm(
                    [a + b for a, b in zip(row, dense(inner, f"{at}.output.dense"), strict=True)],
                    f"{at}.output.LayerNorm",
                )
            )
        rows = after
    mean = [sum(row[i] for row in rows) / len(rows) for i in range(WIDTH)]
    length = math.sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]


def test_vectors_are_those_of_the_encoder_number_by_number(folder: Path) -> None:
    found = FolderEmbedder(folder).embed(["banjir di demak"])[0]

    assert np.allclose(by_hand(weights(), [0, 5, 8, 9, 2]), found, atol=1e-5)


def test_batch_changes_nothing(folder: Path) -> None:
    embedder = FolderEmbedder(folder)
    together = embedder.embed(["floods", "banjir di demak", ""])
    alone = np.vstack([embedder.embed([text]) for text in ("floods", "banjir di demak", "")])

    assert np.allclose(alone, together, atol=1e-6)
    assert np.allclose(1.0, np.linalg.norm(together, axis=1), atol=1e-5)


def test_path_in_the_configuration_opens_it_once(folder: Path) -> None:
    assert open_embedder(str(folder)) is open_embedder(str(folder))
    assert open_embedder(str(folder)).dim == WIDTH


def test_name_tells_weights_apart(folder: Path, tmp_path: Path) -> None:
    changed = weights()
    changed["embeddings.LayerNorm.bias"] = changed["embeddings.LayerNorm.bias"] + 1
    other = write_model(tmp_path / "other" / "tiny", changed)

    assert FolderEmbedder(folder).name.startswith("tiny/")
    assert FolderEmbedder(folder).name != FolderEmbedder(other).name


def test_name_of_the_whole_model_before_each_weight_is_dropped(folder: Path, tmp_path: Path) -> None:
    other = write_model(tmp_path / "fronted", weights(), front="roberta.")

    assert np.allclose(FolderEmbedder(folder).embed(["floods"]), FolderEmbedder(other).embed(["floods"]))


def test_e5_gets_its_prefix(folder: Path, tmp_path: Path) -> None:
    e5 = write_model(tmp_path / "multilingual-e5-small", weights())

    assert np.allclose(FolderEmbedder(folder).embed(["query: floods"]), FolderEmbedder(e5).embed(["floods"]))


def test_first_token_stands_for_all_where_the_model_says_so(folder: Path, tmp_path: Path) -> None:
    other = write_model(tmp_path / "first", weights())
    (other / "1_Pooling").mkdir()
    (other / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')

    assert not np.allclose(FolderEmbedder(folder).embed(["floods"]), FolderEmbedder(other).embed(["floods"]))


def test_likeliest_pieces_are_taken(folder: Path) -> None:
    tokens = FolderTokenizer(folder / "tokenizer.json")

    assert [0, 6, 7, 2] == tokens.ids("floods", at_most=9)
    assert [0, 4, 3, 2] == tokens.ids("zzz", at_most=9)
    assert [0, 5, 2] == tokens.ids("banjir di demak", at_most=3)


def test_wordpieces(tmp_path: Path) -> None:
    vocabulary = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "flood": 3, "##s": 4, "hit": 5, ",": 6, "河": 7}
    model = {"type": "WordPiece", "vocab": vocabulary, "unk_token": "[UNK]"}
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"model": model, "normalizer": {"type": "BertNormalizer", "lowercase": True}}))

    assert [1, 3, 4, 6, 5, 7, 0, 2] == FolderTokenizer(path).ids("Floods, hit河xyz", at_most=20)


def test_folder_that_is_no_model_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config.json, tokenizer.json, model.safetensors"):
        open_embedder(str(tmp_path / "nothing"))


def test_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"a gpt2 model"):
        FolderEmbedder(write_model(tmp_path / "gpt", weights(), kind="gpt2"))


def test_broken_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"nonsense")

    with pytest.raises(ModelError, match=r"no safetensors file"):
        FolderEmbedder(folder).embed(["floods"])
