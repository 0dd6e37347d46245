"""Names in scripts without capitals: gazetteer in the running text, surnames and titles in Chinese and others."""

import re
from collections.abc import Iterator

from kabar.annotate.gazetteer import Gazetteer
from kabar.model.article import EntityKind

_LETTER = re.compile(r"[^\W\d_]")
# Particles that Arabic and Hebrew write together with the word that follows.
_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_HEBREW_PREFIXES = ("ב", "ל", "מ", "ה", "ו", "כ", "ש", "וב", "ול", "ומ", "וה", "של")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SPACED = re.compile(r"[\u0590-\u07ff\u0900-\u0dff\u0e80-\u109f\u1200-\u139f\u10a0-\u10ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧"
    "姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫阎段雷黎史龙龍陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯"
)
_GIVEN = r"[\u4e00-\u9fff]"
_TITLE = (
    r"总统|總統|主席|总理|總理|部长|部長|外长|外長|书记|書記|市长|市長|省长|省長|州长|议员|議員|教授|先生|女士|博士|记者|記者|发言人|發言人|将军|總裁|总裁|院长|院長|"
    r"局长|局長|司长|经理|董事长|主任|委员|委員|队长|教练|导演|首相|大使|校长|校長|代表|法官|律师"
)
_CHINESE_PERSON = re.compile(
    rf"(?:(?<={_TITLE.split('|')[0]})|(?<=记者)|(?<=記者)|(?<=主席)|(?<=总理)|(?<=部长)|(?<=书记)|(?<=教授)|(?<=市长)|(?<=发言人)|(?<=外长)|(?<=主任)|(?<=总裁)|(?<=省长)|(?<=院长)|(?<=局长))"
    rf"(?P<named>[{_SURNAMES}]{_GIVEN}{{1,2}}?)(?=[说說表称稱在对對将將会會和与與、，。：:于於强指告同是的出认認宣主（(]|\s|$)"
    rf"|(?<![\u4e00-\u9fff])(?P<subject>[{_SURNAMES}]{_GIVEN}{{1,2}}?)(?=说|說|表示|称|稱|指出|强调|強調|认为|認為|先生|女士|介绍|告诉|告訴|透露|坦言|宣布)"
)
_FOREIGN_PERSON = re.compile(r"[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,7}(?:·[\u4e00-\u9fff]{1,6})?")
_KATAKANA_PERSON = re.compile(
    r"[\u30a1-\u30fc]{2,}(?:[・＝=][\u30a1-\u30fc]{2,})+(?=氏|大統領|首相|さん|議員|監督|選手|外相|長官|CEO|会長)|[\u30a1-\u30fc]{2,}(?=氏|大統領|さん)"
)
_JAPANESE_PERSON = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?=氏|さん|選手|監督)")
_ORGANISATION = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}?(?:大学|大學|银行|銀行|公司|集团|集團|委员会|委員會|外交部|国防部|國防部|财政部|法院|协会|協會|通讯社|電視台|电视台|研究所|研究院|医院|醫院)"
)

Name = tuple[int, int, EntityKind, int | None]


def find_uncased(text: str, data: Gazetteer) -> Iterator[Name]:
    """(start, end, kind, index in the gazetteer) of the names, in no special order, not overlapping."""
    taken: list[tuple[int, int]] = []
    for start, end, index in data.in_running_text(text):
        if _bounded(text, start, end):
            taken.append((start, end))
            yield start, end, data.known[index].kind, index
    if not _CJK.search(text):
        return
    japanese = bool(re.search(r"[\u3040-\u30ff]", text))
    patterns: tuple[tuple[re.Pattern[str], EntityKind], ...] = (
        ((_KATAKANA_PERSON, "person"), (_JAPANESE_PERSON, "person"))
        if japanese
        else ((_FOREIGN_PERSON, "person"), (_CHINESE_PERSON, "person"))
    )
    for pattern, kind in (*patterns, (_ORGANISATION, "organisation")):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            taken.append((start, end))
            yield start, end, kind, None


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether the name stands as a word, as far as its script shows words."""
    first = text[start]
    if _CJK.match(first):
        if "\u30a1" <= first <= "\u30fc":  # katakana words are not cut
            return not (
                "\u30a1" <= text[start - 1 : start] <= "\u30fc" or "\u30a1" <= text[end : end + 1] <= "\u30fc"
            )
        return True
    if _HANGUL.match(first):
        return start == 0 or not _HANGUL.match(text[start - 1])
    if not _SPACED.match(first):
        return True  # Thai, Khmer: no spaces between words
    if end < len(text) and _LETTER.match(text[end]):
        return False
    left = start
    while left > 0 and (_LETTER.match(text[left - 1])):
        left -= 1
    prefix = text[left:start]
    return not prefix or prefix in _ARABIC_PREFIXES or prefix in _HEBREW_PREFIXES
