"""The prose of an extracted text, without what pages print around it: labels, captions, lists of links."""

import re

_ENDED = re.compile(r"[.!?…。！？؟۔।][\"'”’»›)\]」』）】]*\s*$")
_LEAST_SHARE = 0.4  # of the text that must be left, else it is no text with things around it
_LEAST_CHARACTERS = 40  # of a line that can be prose
_LEAST_UNSPACED = 14
_LONG = 160  # characters of a line that need no end mark to be prose
_LINKS = re.compile(r"[»›|•·]")  # marks between the links of a list
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def prose(text: str) -> list[str]:
    """Lines of *text* that are prose, each once; all of its lines when hardly any is."""
    lines = [line for line in dict.fromkeys(map(str.strip, text.splitlines())) if line]
    kept = [line for line in lines if _is_prose(line)]
    if sum(map(len, kept)) < _LEAST_SHARE * sum(map(len, lines)):
        return lines
    return kept


def _is_prose(line: str) -> bool:
    least = _LEAST_UNSPACED if _UNSPACED.search(line) else _LEAST_CHARACTERS
    if len(line) < least or (line[0] == "[" and line[-1] == "]"):
        return False
    if _ENDED.search(line):
        return True
    return len(line) >= _LONG and len(_LINKS.findall(line)) < 3
