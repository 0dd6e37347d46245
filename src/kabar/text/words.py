"""Content words of a sentence, as short stems, for comparing sentences of one language."""

import re
import unicodedata
from typing import Final

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_WORD = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|(?<=\d)[.,](?=\d))+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
STEM: Final = 7  # letters kept of a word: joins inflected forms, in most languages, well enough to compare

# Words that say nothing of the subject, by hand, for the languages most read.
STOPWORDS: Final = frozenset(
    """
    the a an and or but if of to in on at by for from with without as is are was were be been being has have had
    do does did will would can could may might must should shall it its he she they them his her their him we us
    our you your i my me this that these those there here who whom which what when where why how not no nor so than
    then too very also just more most some any all each other such own same into out up down over under again
    after before between about against during through while because until only both few s t d ll re ve said says say
    mr mrs ms one two
    yang dan di ke dari untuk dengan pada dalam ini itu adalah akan telah sudah tidak juga oleh sebagai atau ada
    bahwa karena para saat dia ia mereka kami kita saya anda nya bisa dapat lebih agar hingga antara serta seperti
    namun tetapi tapi jika kata ujar ucap tutur jelas lanjut menurut tersebut hal secara bagi masih lagi belum
    setelah sebelum ketika sehingga maka pun satu dua sebuah seorang terhadap tentang kepada atas guna
    der die das und oder aber in im ist sind war waren ein eine einer einem einen eines des dem den zu zur zum mit
    von vom für auf an am aus bei nach über vor als auch nicht es er sie wir ihr sich dass hat haben hatte wird
    werden wurde wurden kann noch nur so wie wenn man um durch
    le la les de du des un une et ou mais en au aux est sont était a ont été pour par sur dans avec sans ce cet
    cette ces il elle ils elles on nous vous qui que quoi dont où se sa son ses leur leurs ne pas plus comme
    el los las y o pero del al es son era fue fueron ha han por para con sin su sus lo se no que como más este
    esta estos estas ese esa un una unos unas entre sobre desde hasta
    o os as e ou mas do da dos das no na nos nas é são foi foram ao aos um uma uns umas com sem seu sua que não
    il lo gli i di del della dei delle e ed ma che non è sono stato per con su da dal nel nella si come più
    de het een en of maar van voor met op te is zijn was waren dat die er niet ook aan door bij naar uit om
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из
    ему для мы их чем была при об это этот также был были или
    في من على إلى عن أن إن التي الذي هذا هذه كان كانت قد لم لا ما مع بعد قبل بين كما أو ثم و هو هي
    """.split()
)


def words(text: str) -> list[str]:
    """Lower-case words; in scripts without spaces, pairs of characters."""
    found: list[str] = []
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).lower()):
        word = match.group()
        if _IS_UNSPACED.match(word):
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            found.append(word)
    return found


def stems(text: str) -> list[str]:
    """Content words of *text*, cut to their first letters; numbers stay whole."""
    return [stem(word) for word in words(text) if word not in STOPWORDS]


def stem(word: str) -> str:
    """The word without what inflection most often changes: a crude cut, the same in all languages."""
    return word if word[:1].isdigit() else word[:STEM]
