"""Names in scripts without capitals: gazetteer in the running text, surnames and titles in Chinese and others."""

import re
from collections.abc import Iterator

from kabar.annotate.gazetteer import OWN, Gazetteer
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
# The characters by whose sound Chinese newsrooms write foreign names; others beside the dot are not of the name.
_SOUNDS = (
    "阿埃艾爱安昂奥澳巴芭拜班邦包保鲍贝本比彼碧毕宾伯波玻博勃卜布采蔡查察昌茨茨达戴黛丹当道德登邓狄迪蒂丁杜顿多铎厄恩尔法范方菲费芬丰冯佛弗夫芙福盖甘冈"
    "高戈哥歌格葛根古瓜圭郭果哈海汉杭豪赫黑亨洪胡华怀惠霍基吉季加嘉贾简江杰金京久居卡凯坎康考柯科可克肯孔寇库夸奎坤昆拉腊来莱赖兰朗劳勒雷蕾李里丽利莉"
    "连廉良列烈林琳玲留龙隆卢鲁路露伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密敏明摩莫默姆木穆拿娜纳乃奈南瑙内嫩能尼妮年涅宁牛纽农努诺欧帕派潘庞佩彭皮匹平珀"
    "坡普奇齐恰钱强乔钦琴琼丘茹日荣儒瑞若撒萨塞赛桑瑟森沙莎山珊尚绍舍申沈圣施什石史士世舒朔斯丝思松颂苏素孙索塔泰坦汤唐陶特藤提田廷通图土托脱瓦娃万旺威"
    "韦维伟卫魏温文翁沃乌武伍西锡希悉席夏贤香肖谢辛欣兴休雄修许雪逊雅亚延扬杨尧耶叶伊依易因英永尤于雨约越云宰赞泽扎詹章哲珍芝治朱竺佐祖尊阙"
    "麥寶貝賓達戴當鄧爾範費馮蓋岡亨華懷惠霍賈傑凱萊蘭勞麗蓮劉龍盧魯倫羅馬瑪邁門蒙納內紐農諾歐潘龐強喬欽瓊榮薩賽紹聖師蘇孫湯湯圖維偉衛溫烏錫謝興許遜亞揚楊葉詹澤強蓬勛勋岑妲妲喀噶拓卓祖迭佳佳娅婭玫薇弥彌摩瑰茜蓓蓉芳洁"
)
_SOUND = rf"(?:(?!提醒|提出|提到|马上|华人|森林)[{_SOUNDS}])"
_FOREIGN_PERSON = re.compile(rf"(?<!主){_SOUND}{{1,5}}·{_SOUND}{{1,6}}(?:·{_SOUND}{{1,6}})?")
_KANA = r"[\u30a1-\u30fa\u30fc]"  # without the dot between names: with it there are endless ways to read a list of words
_KANA_WORD = rf"{_KANA}{{2,}}+"
_KATAKANA_PERSON = re.compile(
    rf"(?<!{_KANA})(?:{_KANA_WORD}(?:[・＝=]{_KANA_WORD})++(?=氏|大統領|首相|さん|議員|監督|選手|外相|長官|CEO|会長)"
    rf"|{_KANA_WORD}(?=氏|大統領|さん))"
)
_JAPANESE_PERSON = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?=氏|さん|選手|監督)")
_ORGANISATION = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}?(?:大学|大學|银行|銀行|公司|集团|集團|委员会|委員會|外交部|国防部|國防部|财政部|法院|协会|協會|通讯社|電視台|电视台|研究所|研究院|医院|醫院)"
)

_NO_NAME_IN = re.compile(
    r"[这那这這我你他她它们們的是了在和与與向对對从從被把将將某各每该該一两兩几幾个個说說]|国内|國內|领导|领导"
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CITY_BEHIND = frozenset("市省县縣州港镇鎮区區")
_CITY_BEFORE = frozenset("在从從到赴抵于於")
Name = tuple[int, int, EntityKind, int | None]


def find_uncased(text: str, data: Gazetteer) -> Iterator[Name]:
    """(start, end, kind, index in the gazetteer) of the names, in no special order, not overlapping."""
    taken: list[tuple[int, int]] = []
    patterns = tuple(_patterns(text))
    for pattern, kind in patterns[:1]:  # before the gazetteer, whose surnames stand inside full names
        for match in pattern.finditer(text):
            taken.append(match.span())
            yield *match.span(), kind, None
    for surname in {text[start:end].rpartition("·")[2] for start, end in taken}:
        if len(surname) > 1:  # "夏普说": whose full name stands elsewhere in the text
            for match in re.finditer(re.escape(surname), text):
                if not any(match.start() < other_end and match.end() > other for other, other_end in taken):
                    taken.append(match.span())
                    yield *match.span(), "person", None
    for start, end, index in data.in_running_text(text):
        inside = any(start < other_end and end > other for other, other_end in taken)
        if inside or not _bounded(text, start, end):
            continue
        if data.known[index].weight < OWN and not _is_told_a_place(text, start, end):
            continue
        taken.append((start, end))
        yield start, end, data.known[index].kind, index
    for pattern, kind in patterns[1:]:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            if kind == "organisation" and _NO_NAME_IN.search(match.group()):
                continue  # "这家公司": some company
            taken.append((start, end))
            yield start, end, kind, None


def _patterns(text: str) -> Iterator[tuple[re.Pattern[str], EntityKind]]:
    """How names look in the script of *text*, full names first."""
    if not _CJK.search(text):
        return
    if re.search(r"[\u3040-\u30ff]", text):
        yield _KATAKANA_PERSON, "person"
        yield _JAPANESE_PERSON, "person"
    else:
        yield _FOREIGN_PERSON, "person"
        yield _CHINESE_PERSON, "person"
    yield _ORGANISATION, "organisation"


def _is_told_a_place(text: str, start: int, end: int) -> bool:
    """Whether something beside a city's name says that it is one: in these scripts a name is a word like others."""
    first = text[start]
    if _CJK.match(first):
        return (
            end - start > 2 or text[end : end + 1] in _CITY_BEHIND or text[start - 1 : start] in _CITY_BEFORE
        )
    if not _ARABIC.match(first):
        return True
    word = text[max(0, start - 14) : start].split(" ")
    before = word[-2] if len(word) > 1 and not word[-1] else word[-1]
    if before in ("مدينة", "محافظة", "ولاية", "بمدينة", "بلدة", "مطار", "ميناء"):
        return True
    # "المدينة" and "الجديدة" are towns, and "the city" and "the new one" much oftener.
    return before in ("في", "إلى", "من", "قرب") and end - start > 3 and not text[start:end].startswith("ال")


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
