"""A model of the hub from a folder on this machine, in numpy: BERT and XLM-R encoders, as E5, BGE-M3, MiniLM and LaBSE are.

The folder is the model's repository as it is downloaded: config.json, tokenizer.json, model.safetensors and, where there
is one, 1_Pooling/config.json. Nothing is fetched and nothing of the folder is run.
"""

import hashlib
import json
import struct
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kabar.annotate.folder_tokens import FolderTokenizer
from kabar.errors import ConfigError, ModelError

Vectors = NDArray[np.float32]  # (n, dim), rows of unit length
MAX_TOKENS: Final = 160  # as for the built-in model: headline and lead
BATCH: Final = 16  # texts in one pass
NEEDED: Final = ("config.json", "tokenizer.json", "model.safetensors")
_TYPES: Final = {"F32": np.float32, "F16": np.float16, "F64": np.float64}


class FolderEmbedder:
    """An encoder read from a folder at its first use, once. Raises ConfigError for a folder that is no model."""

    def __init__(self, folder: str | Path, *, max_tokens: int = MAX_TOKENS) -> None:
        self.folder = Path(folder).expanduser()
        missing = [name for name in NEEDED if not (self.folder / name).is_file()]
        if missing:
            raise ConfigError(
                f"[annotate] embedder {str(folder)!r}: {', '.join(missing)} is not in that folder"
            )
        self._config = _json(self.folder / "config.json")
        kind = self._config.get("model_type")
        if kind not in ("bert", "xlm-roberta", "roberta"):
            raise ConfigError(
                f"[annotate] embedder {str(folder)!r}: a {kind} model; bert and xlm-roberta are read"
            )
        self.max_tokens = max_tokens
        self._lock = threading.Lock()
        self._weights: dict[str, NDArray[np.float32]] = {}
        self._tokenizer: FolderTokenizer | None = None
        self._threads: Any = None  # threadpoolctl has no type information
        self._first = 2 if kind != "bert" else 0  # RoBERTa counts places from the padding's number on
        pooling = self.folder / "1_Pooling" / "config.json"
        self._mean = not (pooling.is_file() and _json(pooling).get("pooling_mode_cls_token"))
        # E5 was trained with a word in front that says what the text is for; both sides of a comparison get the same.
        called = f"{self.folder.name} {self._config.get('_name_or_path', '')}".lower()
        self._front = "query: " if "e5" in called.replace("/", " ").replace("-", " ").split() else ""

    @property
    def name(self) -> str:
        """The folder's name and a fingerprint of configuration and weights."""
        path = self.folder / "model.safetensors"
        with path.open("rb") as stream:
            found = hashlib.sha256((self.folder / "config.json").read_bytes())
            found.update(stream.read(65_536))
            stream.seek(max(0, path.stat().st_size - 65_536))
            found.update(stream.read())
        found.update(str(path.stat().st_size).encode())
        return f"{self.folder.name}/{found.hexdigest()[:12]}"

    @property
    def dim(self) -> int:
        return int(self._config["hidden_size"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        tokenizer = self._load()
        ids = [tokenizer.ids(self._front + text, at_most=self.max_tokens) for text in texts]
        out = np.empty((len(texts), self.dim), np.float32)
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        with self._threads.limit(limits=1, user_api="blas"):
            for start in range(0, len(order), BATCH):
                group = order[start : start + BATCH]
                out[group] = self._forward([ids[index] for index in group])
        return out

    def _forward(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """The encoder of Devlin et al. 2019, layer by layer, without dropout."""
        longest = max(map(len, ids))
        tokens = np.zeros((len(ids), longest), np.int64)
        mask = np.zeros((len(ids), longest), np.float32)
        for row, one in enumerate(ids):
            tokens[row, : len(one)], mask[row, : len(one)] = one, 1.0
        get = self._weights
        places = get["embeddings.position_embeddings.weight"][self._first : self._first + longest]
        hidden = get["embeddings.word_embeddings.weight"][tokens] + places
        hidden = self._norm(
            hidden + get["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )
        hidden_away = (1.0 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._layer(hidden, hidden_away, f"encoder.layer.{layer}")
        pooled = (
            (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            if self._mean
            else hidden[:, 0]
        )
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(lengths, 1e-12), np.float32)

    def _layer(self, hidden: NDArray[np.float32], away: NDArray[np.float32], at: str) -> NDArray[np.float32]:
        heads = int(self._config["num_attention_heads"])
        rows, length, width = hidden.shape

        def parted(name: str) -> NDArray[np.float32]:
            made = self._dense(hidden, f"{at}.attention.self.{name}")
            return made.reshape(rows, length, heads, width // heads).transpose(0, 2, 1, 3)

        scores = (
            parted("query") @ parted("key").transpose(0, 1, 3, 2) / np.float32((width // heads) ** 0.5) + away
        )
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ parted("value")).transpose(0, 2, 1, 3).reshape(rows, length, width)
        hidden = self._norm(
            hidden + self._dense(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm"
        )
        inner = _gelu(self._dense(hidden, f"{at}.intermediate.dense"))
        return self._norm(hidden + self._dense(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm")

    def _dense(self, values: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        return np.asarray(
            values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32
        )

    def _norm(self, values: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt(
            (centred**2).mean(axis=-1, keepdims=True) + self._config.get("layer_norm_eps", 1e-12)
        )
        return np.asarray(
            centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32
        )

    def _load(self) -> FolderTokenizer:
        with self._lock:
            if self._tokenizer is None:
                from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

                self._threads = ThreadpoolController()
                self._weights = read_safetensors(self.folder / "model.safetensors")
                self._tokenizer = FolderTokenizer(self.folder / "tokenizer.json")
            return self._tokenizer


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error})") from error
    return found


def read_safetensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a safetensors file as float32, without the name of the whole model in front."""
    try:
        raw = path.read_bytes()
        (size,) = struct.unpack("<Q", raw[:8])
        header = json.loads(raw[8 : 8 + size])
        found = {}
        for name, about in header.items():
            if name == "__metadata__":
                continue
            first, last = about["data_offsets"]
            part = raw[8 + size + first : 8 + size + last]
            found[_plain(name)] = _numbers(part, about["dtype"]).reshape(about["shape"])
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise ModelError(f"{path}: no safetensors file that Kabar reads ({error!r})") from error
    return found


def _plain(name: str) -> str:
    for front in ("bert.", "roberta.", "model.", "0.auto_model."):
        name = name.removeprefix(front)
    return name


def _numbers(raw: bytes, dtype: str) -> NDArray[np.float32]:
    if dtype == "BF16":  # the upper half of a float32
        return (np.frombuffer(raw, np.uint16).astype(np.uint32) << 16).view(np.float32)
    if dtype in ("I64", "I32"):
        return np.frombuffer(raw, np.int64 if dtype == "I64" else np.int32).astype(np.float32)
    return np.frombuffer(raw, _TYPES[dtype]).astype(np.float32)


def _gelu(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """x times the normal distribution's share below x; the error function after Abramowitz & Stegun 7.1.26."""
    scaled = np.abs(values) * np.float32(0.7071067811865476)
    t = 1.0 / (1.0 + 0.3275911 * scaled)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(values) * (1.0 - poly * np.exp(-scaled * scaled))
    return np.asarray(0.5 * values * (1.0 + erf), np.float32)
