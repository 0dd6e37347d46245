"""Tokenizers of hub models, read from their tokenizer.json: Unigram (XLM-R, E5, BGE-M3) and WordPiece (BERT, LaBSE)."""

import json
import math
import re
import unicodedata
from pathlib import Path
from typing import Any, Final

from kabar.errors import ModelError

REMEMBERED: Final = 30_000  # words whose pieces are kept: most words of news come again
LONGEST_WORD: Final = 100  # characters; a longer one is unknown, as in BERT
_PUNCTUATED = re.compile(r"\w+|[^\w\s]")
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")


class FolderTokenizer:
    """Text to token ids, begin and end marks included."""

    def __init__(self, path: Path) -> None:
        try:
            data: dict[str, Any] = json.loads(path.read_text("utf-8"))  # Any: JSON
            model = data["model"]
            self.kind = str(
                model.get("type") or ("Unigram" if isinstance(model["vocab"], list) else "WordPiece")
            )
            if self.kind not in ("Unigram", "WordPiece"):
                raise ModelError(f"{path}: tokenizer {self.kind!r} is not read; Unigram and WordPiece are")
            self._read(model, data)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path}: no tokenizer that Kabar reads ({error!r})") from error
        self._known: dict[str, list[int]] = {}

    def _read(self, model: dict[str, Any], data: dict[str, Any]) -> None:
        normalizer = data.get("normalizer") or {}
        steps = [normalizer, *normalizer.get("normalizers", ())]
        self._lower = any(step.get("lowercase") or step.get("type") == "Lowercase" for step in steps)
        self._strip = any(
            step.get("strip_accents", step.get("lowercase")) or step.get("type") == "StripAccents"
            for step in steps
        )
        self._scores: list[float] = []
        if self.kind == "Unigram":
            self._ids = {piece: number for number, (piece, _) in enumerate(model["vocab"])}
            self._scores = [float(score) for _, score in model["vocab"]]
            self._unknown = int(model.get("unk_id") or 0)
        else:
            self._ids = {str(piece): int(number) for piece, number in model["vocab"].items()}
            self._unknown = self._ids[model.get("unk_token", "[UNK]")]
            self._inside = model.get("continuing_subword_prefix", "##")
        self._longest = max(map(len, self._ids), default=1)
        special = {token["content"]: int(token["id"]) for token in data.get("added_tokens", ())}
        special = self._ids | special
        self.begin = next(special[mark] for mark in ("<s>", "[CLS]") if mark in special)
        self.end = next(special[mark] for mark in ("</s>", "[SEP]") if mark in special)

    def ids(self, text: str, *, at_most: int) -> list[int]:
        """Token ids of *text*, cut to *at_most* with the marks."""
        found = [self.begin]
        for word in self._words(text):
            known = self._known.get(word)
            if known is None:
                known = self._unigram(word) if self._scores else self._wordpiece(word)
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[word] = known
            found += known
            if len(found) >= at_most:
                break
        return [*found[: at_most - 1], self.end]

    def _words(self, text: str) -> list[str]:
        if self._scores:
            # SentencePiece: every word begins with the mark of a blank.
            return [f"\u2581{word}" for word in unicodedata.normalize("NFKC", text).split()]
        if self._lower:
            text = text.lower()
        if self._strip:
            text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        return _PUNCTUATED.findall(_HAN.sub(r" \1 ", text))

    def _unigram(self, word: str) -> list[int]:
        """The likeliest pieces (Kudo 2018): a walk over the best way to each place."""
        length = len(word)
        best = [0.0] + [-math.inf] * length
        back: list[tuple[int, int]] = [(0, self._unknown)] * (length + 1)
        low = min(self._scores) - 10.0  # an unknown character costs this
        for start in range(length):
            for end in range(start + 1, min(length, start + self._longest) + 1):
                number = self._ids.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                score = best[start] + (low if number is None else self._scores[number])
                if score > best[end]:
                    best[end], back[end] = score, (start, self._unknown if number is None else number)
        found: list[int] = []
        end = length
        while end:
            end, number = back[end]
            if not (
                found and number == self._unknown == found[-1]
            ):  # one mark for several unknown characters
                found.append(number)
        return found[::-1]

    def _wordpiece(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else self._inside + word[start:end]
                if piece in self._ids:
                    found.append(self._ids[piece])
                    start = end
                    break
            else:
                return [self._unknown]
        return found
