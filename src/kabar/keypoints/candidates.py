"""Which sentences of a report may be a key point: no boilerplate, caption, question or half sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kabar.model.article import Report
from kabar.text.sentences import Span, sentence_spans
from kabar.text.words import stems, words

SENTENCES_READ: Final = 60  # of one report: what a story says stands in front of that
_LONGEST: Final = (
    2_000  # characters of a sentence that are read: longer ones are tables, or lists without an end
)
_LEAST_WORDS = 4
_MOST_WORDS = 90

_BOILERPLATE = re.compile(
    r"""(?xi)
    \b(?: read\s(?:also|more|next)|see\salso|also\sread|related(?:\s(?:articles?|stories|topics?|news))?:|baca\s(?:juga|selengkapnya|artikel)
      |simak\s(?:juga|video|selengkapnya|berita)|lihat\s(?:juga|video|foto)|tonton\s(?:juga|video)|saksikan\s(?:juga|video)
      |gambas:video|halaman\s(?:selanjutnya|berikutnya)|pilihan\sredaksi|artikel\s(?:ini\stelah|terkait)
      |berlangganan|ikuti\s(?:kami|berita|saluran|kanal)|advertisement|scroll\s(?:to|untuk)
      |all\srights\sreserved|copyright\s?(?:©|\(c\)|\d)|sign\sup\s(?:for|to)|subscribe\s(?:to|now|for)|newsletter
      |follow\s(?:us|me)\son|share\sthis|click\shere|klik\sdi\ssini|cookies?\spolicy|privacy\spolicy|terms\sof\suse
      |leave\sa\s(?:reply|comment)|email\saddress\swill\snot|required\sfields|log\sin\sto|download\s(?:the|our)\sapp
      |lire\saussi|à\slire|lea\stambi[eé]n|le\spuede\sinteresar|leia\s(?:tamb[eé]m|mais)|leggi\sanche|lesen\ssie\sauch
      |lees\sook|läs\sockså|czytaj\s(?:też|także)|читайте\sтакже|читать\sдалее
    )\b
    |^\W*(?:iklan|advertisement|video|foto|photo|image|gambar|caption|source|sumber|credit|watch|listen|live|update[ds]?)\s*:
    |^\W*\(?(?:additional\s)?(?:reporting|editing|writing|report\ssupplied|compiled|reportase)\s(?:by|oleh)\b
    |\b(?:getty\simages|afp\sphoto|reuters/\w|epa-efe|ap\sphoto|antara\sfoto|shutterstock)\b
    |اقرأ\sأيض[اً]+|اشترك\sفي|相关阅读|延伸阅读|関連記事|责任编辑|編輯：|编辑：|点击(?:进入|查看)|版权所有|続きを読む|आगे\sपढ़ें|यह\sभी\sपढ़ें
    |https?://\S+\s*$|@\w+\.\w+
    """
)
_END = re.compile(r"[.!?…。！？｡।॥۔។။]['\"”’»)\]」』）]*$")
_QUESTION = re.compile(r"[?？؟;]['\"”’»)\]」』）]*$|¿")
_UNMARKED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]")  # scripts that may end without a mark
# "JAKARTA, Kabar - ", "Rafah (Reuters) – ": where and who, not what.
_DATELINE = re.compile(
    r"^(?:[^\s()\-–—]+(?:-[^\s()\-–—]+)*[,.]?\s){0,5}?(?:\([^()]{2,40}\)|[A-Z][A-Z'.]{2,}(?:,?\s[\w.]+){0,4})\s*[-–—]{1,2}\s+(?=\S)"
)
# "Port Ansel – The": a place alone; only where a text begins, since later dashes belong to sentences.
_PLACE_LINE = re.compile(r"^(?:[A-ZÀ-Þ][\w'’.]+\s){1,3}[–—]\s+(?=[A-ZÀ-Þ\"“«])")
_MARKS: Final = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"))
_LONGEST_JOINED: Final = 420  # characters
_CLOSED = re.compile(r"[”」』»]$")
# "吉迪恩·夏普说。" behind a quotation
_ONLY_SPEAKER = re.compile(r"[^“”「」。，]{2,40}(?:说|說|表示|称|稱|指出|介绍|介紹|述べた|語った|話した)。")
_BEGINNING: Final = 4  # sentences among which the text begins: titles and captions may stand before it
_DURATION = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may become a point."""

    report: int  # its report's place in the list of reports
    start: int  # code points into the report's text
    end: int
    text: str
    position: int  # among all sentences of the report, from 0
    of: int  # how many sentences the report has
    opens_paragraph: bool
    words: int
    stems: tuple[str, ...]


def candidates(reports: Sequence[Report]) -> list[Candidate]:
    """The sentences of all reports that may be points, report by report, in reading order.

    When every sentence of a report fails (a feed's summary without a full stop), those that are not
    boilerplate are taken: a poor point is better than none.
    """
    found: list[Candidate] = []
    for number, report in enumerate(reports):
        every = list(_sentences(report, number))
        kept = [one for one in every if _is_plain(one.text) and not _is_title(one, report.title)]
        found += kept or [one for one in every if not is_boilerplate(one.text)]
    return found


def is_boilerplate(text: str) -> bool:
    """Whether the line is the page's own furniture: links, credits, calls to subscribe."""
    return bool(_BOILERPLATE.search(text)) or bool(_DURATION.match(text.strip()))


def _is_plain(text: str) -> bool:
    return (
        not is_boilerplate(text)
        and not _QUESTION.search(text)
        and bool(_END.search(text) or _UNMARKED.search(text[-4:]))
        and _LEAST_WORDS <= len(words(text)) <= _MOST_WORDS
    )


def _is_title(one: Candidate, title: str) -> bool:
    wanted, got = set(stems(title)), set(one.stems)
    return len(wanted) > 2 and len(wanted & got) >= 0.9 * len(wanted | got)


def _sentences(report: Report, number: int) -> list[Candidate]:
    spans = _whole_quotations(report.text, sentence_spans(report.text, language=report.language))
    found: list[Candidate] = []
    seen: set[str] = set()
    for position, (start, end) in enumerate(spans[:SENTENCES_READ]):
        if position < _BEGINNING and _opens_paragraph(report.text, start):
            start += _dateline_length(report.text[start:end])
        end = min(end, start + _LONGEST)
        text = report.text[start:end]
        if text in seen:  # printed twice: a caption, a pull quote
            found = [one for one in found if one.text != text or one.position == 0]
            continue
        seen.add(text)
        found.append(
            Candidate(
                report=number,
                start=start,
                end=end,
                text=text,
                position=position,
                of=len(spans),
                opens_paragraph=_opens_paragraph(report.text, spans[position][0]),
                words=len(words(text)),
                stems=tuple(stems(text)),
            )
        )
    return found


def _whole_quotations(text: str, spans: Sequence[Span]) -> list[Span]:
    """*spans* with those joined that one quotation, or a quotation and its speaker, runs through."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and "\n" not in text[joined[-1][1] : start] and end - joined[-1][0] <= _LONGEST_JOINED:
            before = text[joined[-1][0] : joined[-1][1]]
            if _is_open(before) or (_CLOSED.search(before) and _ONLY_SPEAKER.fullmatch(text[start:end])):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def _is_open(sentence: str) -> bool:
    """Whether a quotation that begins in the sentence does not end in it."""
    if any(sentence.count(opening) > sentence.count(closing) for opening, closing in _MARKS):
        return True
    if "„" in sentence:
        return sentence.count("„") > sentence.count("“") + sentence.count("”")
    # The straight mark does not say which it is; at the beginning it opens.
    return sentence.count('"') % 2 == 1 and (sentence[0] == '"' or ' "' in sentence)


def _opens_paragraph(text: str, start: int) -> bool:
    return start == 0 or "\n" in text[max(0, start - 3) : start]


def _dateline_length(sentence: str) -> int:
    found = _DATELINE.match(sentence) or _PLACE_LINE.match(sentence)
    return found.end() if found else 0
