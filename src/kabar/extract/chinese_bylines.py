"""Bylines as Chinese pages print them: a role and names before the text, names in brackets behind it, a name alone."""

import re
from collections.abc import Iterator

from kabar.extract.layout import Layout

Named = tuple[str, tuple[str, ...], int]

_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林郑谢罗梁宋唐许韩冯邓曹彭曾萧肖田董袁潘蒋蔡余杜叶苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱"
    "严覃武戴莫孔向汤温康施牛樊殷章洪颜倪庞邢翟聂俞柳闵祝左柏葛伍华兰易尚景桂霍喻滕阮詹凌盛沙欧靳竺"
    "張劉陳楊黃趙吳孫馬鄭謝羅許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸範賈韋鄒龍賴龔錢嚴湯顏龐聶閔歐"
)
_MORE_FAMILIES = "高程方金石白万安常成文齐申岳于付丰甘古季焦鲁路骆苗穆宁裴屈饶田童项辛邬游郁原臧卓"
_TWO = "欧阳|上官|司马|诸葛|司徒|东方|独孤|皇甫|令狐|慕容"
_NAME = rf"(?:(?:{_TWO}|[{_FAMILIES}{_MORE_FAMILIES}])[\u4e00-\u9fff]{{1,2}})"
_NAMES = rf"{_NAME}(?:(?:[\s\u3000、，,/]+|\s*(?:和|与)\s*)(?:(?:通讯员|通訊員|记者|記者|实习生)\s*)?{_NAME}){{0,6}}"
_ROLE = r"(?:记者|記者|通讯员|通訊員|实习生|實習生|特约撰稿|撰稿人?|执笔人?|執筆|作者|编译|編譯|撰文|采写)"
_END = r"(?=\s|$|[^\u4e00-\u9fff]|发自|報道|报道|报导|摄影|摄|攝|文|北京|上海|实习)"
_AFTER_ROLE = re.compile(rf"(?:{_ROLE}\s?[:：/|]?|文\s?[:：/|])\s?({_NAMES}){_END}")
_SENT_FROM = re.compile(r"(?:记者|記者)\s?([\u4e00-\u9fff]{2,4}?)(?:发自|發自)")
_IN_BRACKETS = re.compile(
    rf"[（(]\s?(?:[^（）()]{{0,8}}(?:记者|記者|通讯员|作者)\s?[:：]?\s?)?({_NAMES})(?:\s?[^（）()]{{0,6}}(?:报道|報道|电))?\s?[)）]\W*$"
)
_ALONE = re.compile(rf"(?:[{_FAMILIES}]|{_TWO})[\u4e00-\u9fff]{{1,2}}(?:[\s、]+{_NAME}){{0,3}}")
_ONE = re.compile(_NAME)
# Begin as a name does, and head sections of Chinese sites.
_SECTIONS = frozenset(
    "马上 江苏 江西 华东 华北 华人 华南 康养 龙江 武汉 孔子 向导 温州 左右 兰州 易经 尚品 景区 宋体 唐诗 史记 严选 章节 施工 毛笔 沙龙 林业 钱包 任务 何时 周刊 周边 周末 汤圆 夏令营 江湖".split()
)
BEFORE, AFTER = 12, 4  # blocks above the article's first paragraph, and below its last
ALONE_BEFORE = 6
LINE = 60


def in_chinese(layout: Layout) -> Iterator[Named]:
    """Names in lines around the article, with the block that each stands in."""
    blocks = layout.page.blocks
    last = min(len(blocks), layout.last + AFTER + 1)
    for number in sorted(
        {*range(max(0, layout.first - BEFORE), min(len(blocks), layout.first + 2)), *range(layout.last, last)}
    ):
        text = blocks[number].text
        if text.isascii():
            continue
        line = text if len(text) <= 2 * LINE else text[:LINE]
        if found := _AFTER_ROLE.search(line):
            yield "said", _people(found[1]), number
        elif found := _SENT_FROM.search(line):
            yield "said", (found[1],), number
        if number >= layout.last and (found := _IN_BRACKETS.search(text[-LINE:])):
            yield "signed", _people(found[1]), number
        near = layout.first - ALONE_BEFORE <= number <= layout.first
        if near and len(text) <= 20 and _ALONE.fullmatch(text) and text not in _SECTIONS:
            yield "alone", _people(text), number


def _people(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ONE.findall(text)))
