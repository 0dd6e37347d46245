"""People, places and organisations that a text names, with where it names them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kabar.annotate import entity_cues as cues
from kabar.annotate.entity_agreement import Mention, agree
from kabar.annotate.entity_evidence import PLURAL
from kabar.annotate.entity_lookup import base_forms
from kabar.annotate.entity_spans import Found, SpanFinder
from kabar.annotate.entity_tokens import Word, words_in
from kabar.annotate.gazetteer import OWN, Gazetteer, fold, gazetteer, has_capitals, words_of
from kabar.model.article import Entity

# Hebrew to Georgian, and the scripts of East Asia: no capitals.
# "I’m", "She's": a pronoun and a verb, whatever follows with a capital.
_CONTRACTION = re.compile(
    r"(?:I|You|We|They|He|She|It|That|There|Here|What|Who|Where|Let|Don|Can|Won|Isn|Aren|Didn|Doesn)"
    r"['’](?:m|ve|ll|d|re|s|t)\b"
)
# Abbreviations of things, which no reader takes for the body or place that shares the letters.
_THINGS = frozenset(
    """ai api app ceo cfo cto cv diy dna dvd faq gdp gps hr html hiv id it led llc ngo nft ok pdf pin pr rna seo sms
    sim suv tv ui url usb ux vip vpn wifi xml gmt utc est edt bst cet mp mep sme ipo hd lcd oled dsl gsm sos wmd
    usd eur gbp jpy cny idr sgd myr aud cad chf hkd inr rub dtp тв днк сми дтп смс гб мб тыс млн млрд ип ооо ао оао
    зао пао рф""".split()
)
_INDONESIAN_THINGS = frozenset(
    """ott spt tkp pad ruu uud uu kuhp kuhap ite sbn apbn apbd rapbn rapbd pdrb pdb rt rw sdm tik asn pns wni wna plt tbk
    umkm nik ktp kk sk bap lp phk thr bbm lpg usd eur gbp jpy cny idr sgd myr aud cad chf hkd kasn hgu spbu
    mbg cpo ihsg spdp lhkpn siup imb pbg haki tppu k3 ar wp tka tki psn ppkm""".split()
)
LONGEST_NAME = 150  # characters; what is longer is no name, and would be part of addresses and of lists
_UNCASED_SCRIPT = re.compile(r"[\u0590-\u1dff\u2e80-\ud7ff]")


def find_entities(text: str, *, language: str = "und", at_most: int = 60) -> tuple[Entity, ...]:
    """The people, places and organisations named in *text*, most named first; offsets are code points."""
    data = gazetteer()
    primary = language.split("-")[0]
    mentions: list[Mention] = []
    words: list[Word] = []
    if any(map(has_capitals, text[:200])):
        words = words_in(text)
        if not any(word.capital for word in words):
            _raise_capitals(words, data, primary)
        found = SpanFinder(words, data, primary).run()
        found += _repeated(words, found, data, primary)
        mentions += [_mention(text, words, name) for name in found]
    if _UNCASED_SCRIPT.search(text):
        mentions += _uncased(text, data, mentions)
    mentions = agree((one for one in mentions if not _is_no_name(one, primary)), text, words, data, primary)
    return _gathered(mentions, data)[:at_most]


def _is_no_name(mention: Mention, language: str) -> bool:
    if len(mention.name) > LONGEST_NAME or _CONTRACTION.match(mention.name):
        return True
    if len(mention.folded) != 1:
        return False
    if PLURAL.fullmatch(mention.name):
        return True
    # In Indonesian, DIY is a province and UI a university.
    return mention.folded[0] in (_INDONESIAN_THINGS if language == "id" else _THINGS)


def with_title(
    found: tuple[Entity, ...], title: str, *, language: str = "und", at_most: int = 60
) -> tuple[Entity, ...]:
    """*found* and what only the headline names; that has no mentions, since offsets are into the text.

    Of a headline in title case only names that the gazetteer holds are taken.
    """
    words = [word for word in title.split() if len(word) > 3]
    title_case = sum(word[0].isupper() for word in words) > 0.6 * len(words)
    keys = {entity.key for entity in found}
    named = {fold(entity.name) for entity in found}
    parts = {word for entity in found if entity.kind == "person" for word in words_of(entity.name)}
    more = [
        Entity(name=entity.name, kind=entity.kind, wikidata=entity.wikidata)
        for entity in find_entities(title, language=language)
        if entity.key not in keys
        and fold(entity.name) not in named | parts  # the text says better what it is
        and (entity.name in gazetteer().own_names or not (title_case or (found and " " not in entity.name)))
    ]
    return (*found, *more)[:at_most]


def _raise_capitals(words: Sequence[Word], data: Gazetteer, language: str) -> None:
    """Give a text written all small the capitals that its names would have."""
    finder = SpanFinder(words, data, language)
    for index, word in enumerate(words):
        word.opens = False
        if len(word.text) < 3 or word.text.isdigit() or word.folded in ("nya", "anda"):
            continue
        known = data.lookup(word.folded)
        own = (
            known is not None and data.known[known].weight == OWN and data.known[known].kind != "organisation"
        )
        if own and len(word.text) > 3:
            word.capital = True
        if finder.is_common(word):
            continue
        if word.folded in data.first_names or word.folded in data.last_names:
            word.capital = True
        elif known is not None:
            word.capital = data.known[known].weight > 5
        elif index and words[index - 1].capital and word.gap == " ":
            word.capital = word.folded not in cues.NOT_NAMES
    for index, word in enumerate(words):
        for length in range(data.longest_from(word.folded), 1, -1):
            part = words[index : index + length]
            if (
                all(other.gap == " " for other in part[1:])
                and data.lookup(" ".join(other.folded for other in part)) is not None
            ):
                for other in part:
                    other.capital = True
                break


def _mention(text: str, words: Sequence[Word], name: Found) -> Mention:
    start, end = words[name.first].start, words[name.last - 1].end
    if (
        name.kind == "organisation"
        and end + 1 < len(text)
        and text[end : end + 1] == "."
        and text[end - 3 : end].casefold() in ("inc", "ltd", "co.")
    ):
        end += 1
    folded = tuple(word.folded for word in words[name.first : name.last])
    return Mention(start, end, name.kind, text[start:end], name.known, folded, name.score)


def _repeated(words: Sequence[Word], found: Sequence[Found], data: Gazetteer, language: str) -> list[Found]:
    """Words that stand alone here but belong to a name found elsewhere: "Dermer" after "Ron Dermer"."""
    taken = {index for name in found for index in range(name.first, name.last)}
    surnames: dict[str, Found] = {}
    others: dict[str, Found] = {}
    for name in found:
        last = words[name.last - 1].folded
        if name.kind == "person" and name.last - name.first > 1:
            if len(last) > 2:
                surnames.setdefault(base_forms(last, language)[0], name)
            for word in words[name.first : name.last - 1]:
                if word.capital and len(word.folded) > 2 and word.folded not in cues.NOT_NAMES:
                    others.setdefault(word.folded, name)
        elif name.last - name.first == 1 and name.score < 9:
            surnames.setdefault(last, name)
    surnames = others | surnames
    more = []
    for index, word in enumerate(words):
        if index in taken or not word.capital:
            continue
        for form in base_forms(word.folded, language)[:6]:
            if form in surnames:
                origin = surnames[form]
                more.append(Found(index, index + 1, origin.kind, origin.known))
                break
    return more


def _uncased(text: str, data: Gazetteer, mentions: Sequence[Mention]) -> list[Mention]:
    """Names in scripts without capitals."""
    from kabar.annotate.entity_uncased import find_uncased

    taken = [(mention.start, mention.end) for mention in mentions]
    found = []
    for start, end, kind, known in find_uncased(text, data):
        if has_capitals(text[start]) or any(start < other_end and end > other for other, other_end in taken):
            continue
        parts = tuple(part for part in re.split("[·・＝=]", text[start:end]) if part)
        found.append(Mention(start, end, kind, text[start:end], known, parts))
    return found


def _gathered(mentions: Iterable[Mention], data: Gazetteer) -> tuple[Entity, ...]:
    """Mentions of one thing made one entity."""
    groups: dict[object, list[Mention]] = {}
    for mention in mentions:
        key: object = mention.known
        if mention.known is None:
            key = (mention.kind, mention.whole or mention.folded)
        groups.setdefault(key, []).append(mention)
    entities = [_entity(group, data) for group in groups.values()]
    return tuple(sorted(entities, key=lambda entity: (-len(entity.mentions), entity.mentions[0])))


def _entity(group: Sequence[Mention], data: Gazetteer) -> Entity:
    known = group[0].known
    spans = tuple(sorted({(mention.start, mention.end) for mention in group}))
    if known is not None:
        entry = data.known[known]
        return Entity(name=entry.name, kind=entry.kind, wikidata=entry.wikidata, mentions=spans)
    names = Counter(mention.name for mention in group)
    name = max(names, key=lambda written: (len(re.split(r"[\s·・]+", written)), names[written], written))
    return Entity(name=name, kind=group[0].kind, mentions=spans)
