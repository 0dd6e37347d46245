"""What clings to the edges of an article: rows of links, the byline's own line, captions, pointers elsewhere.

The trees judge blocks by how they stand; these are told by what they say, in few and plain rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

from kabar.extract.blocks import Block, Blocks
from kabar.extract.dates import MONTH_OF, moments_in
from kabar.extract.features import plain
from kabar.extract.furniture import is_furniture, is_signature, is_trail, linked_menu, without_menu
from kabar.extract.hints import PHRASE_NUMBER, phrase_bits

HEAD = 8  # kept blocks among which the article begins
POINTERS = 8  # links below a label that lead elsewhere
SIGNATURES = 6  # blocks among which lines about authors, sources and topics end a text
TAIL = 4  # kept blocks among which it ends
LONG = 120  # characters from which a block is a paragraph and not a line of facts
MARKUP = 600  # characters of markup that are looked through for what ends a block
SHORT = 80  # characters up to which a block at the end may be a heading that leads elsewhere
CREDIT = 50  # characters that a line under a picture may have beyond the caption: who took it
ABOUT = 260  # characters of what a page says about the author
LABELLED = 240  # characters of an advertisement that names itself
MOTTO = 60  # characters of the outlet's name with what it says of itself

_SEPARATED = re.compile(r"^(?:[^|·•»›]{1,28}[|·•»›]\s*){3,}[^|·•»›]{0,28}$")
_DIGIT = re.compile(r"\d")
_STAMP = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d).*(?<!\d)\d{1,2}[:.]\d\d(?!\d)|(?<!\d)\d{1,2}[:.]\d\d(?!\d).*(?<!\d)(?:19|20)\d\d(?!\d)"
)
_POINTER = re.compile(
    r"^\W*(?:read (?:also|more|next)|see also|also (?:read|see)|related(?: stor(?:y|ies)| articles?)?|more on this|"
    r"lesen sie (?:auch|hier|mehr|dazu)|auch lesen|mehr zum thema|mehr themen|mehr dazu|auch interessant|das könnte (?:sie|dich) (?:auch )?interessieren|"
    r"(?:à )?(?:lire|voir) (?:aussi|également)|sur le même sujet|(?:lee|lea|leer|mira|vea|ver|ve) (?:también|además)|lea más|lee más|lea(?=:)|puedes ver|"
    r"(?:te|le) (?:puede|podría) interesar|te recomendamos|(?:leia|veja|confira) também|leia mais|saiba mais|(?:leggi|vedi|guarda) anche|(?:lees|bekijk|zie) ook|"
    r"(?:baca|simak|lihat) juga(?: video)?|berita terkait|(?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również|więcej)|dowiedz się więcej|"
    r"(?:читайте|смотрите) (?:также|ещё|далее)|ранее мы писали|материалы по теме|читайте також|(?:läs|se) (?:också|även|mer)|(?:les|læs) (?:også|mer|mere)|lue (?:myös|lisää)|"
    r"(?:čtěte|přečtěte si) (?:také|též)|citește și|διαβάστε (?:επίσης|ακόμη|ακόμα)|(?:xem|đọc) thêm|bunlar da ilginizi çekebilir|ilgili haber(?:ler)?|"
    r"[اإ]قرأ (?:أيضا[ًا]?|المزيد)|شاهد أيضا[ًا]?|اقرأ أيضًا|بیشتر بخوانید|(?:ये|यह) भी पढ़ें|আরও পড়ুন|相关阅读|相关新闻|延伸阅读|推荐阅读|延伸閱讀|関連記事|あわせて読みたい|관련 ?기사)"
    r"\s*(?:[:：»›-]|$)",
    re.I,
)
# An advertisement that names itself and goes on: what follows begins like a sentence of its own, so that
# a sentence that only begins with the word ("Anzeige erstattet ...") stays.
_LABELLED = re.compile(
    r"^\W*(?:(?:(?i:advertisement|advertorial|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|iklan|reklama|реклама|sponsored))(?:(?:[\s:–-]*(?i:advertisement|anzeige|werbung|publicidad|iklan|reklama))+[\s:–-]*|[\s:–-]+)(?=[¿¡\"“A-ZÀ-ÞА-Я0-9])"
    r"|(?:广告|廣告|広告|광고|إعلان)(?:\s*(?:广告|廣告|広告|광고|إعلان)|[\s:：|]))"
)
_FOLLOWED = re.compile(
    r"\+\s*(?:FOLLOW|IKUTI|FOLGEN|SUIVRE|SEGUIR|SEGUI|关注|關注|フォロー|팔로우|متابعة|TAKIP ET|ПОДПИСАТЬСЯ)"
)
_BYLINE_EDGE = re.compile(
    r"^[\W\s]*(?:by|von|par|por|oleh|di|door|av|text|记者|記者|作者|本报记者|autor(?:in)?|بقلم)?[\W\s]*|[\W\s]*(?:本报记者|记者|記者)?[\W\s]*$",
    re.I,
)
_ABOUT = re.compile(
    r"^\W*(?:(?:is|was|has|writes|covers|reports|works|joined|edits|ist|schreibt|berichtet|arbeitet|gehört|leitet|est|suit|couvre|écrit|collabore|travaille|"
    r"es|cubre|escribe|informa|trabaja|é|cobre|escreve|trabalha|segue|scrive|cura|lavora|collabora|volgt|schrijft|werkt|är|bevakar|skriver|arbetar|er|dekker|dækker|"
    r"on|kirjoittaa|jest|pisze|zajmuje|pracuje|píše|adalah|merupakan|menulis|meliput|пишет|освещает|работает|является|кореспондент|корреспондент|"
    r"هو|هي|يغطي|تغطي|يكتب|تكتب|صحفي|صحفية|كاتب|مراسل|خبرنگار)\b|[系是自于負责負責现任現任]|は.{0,80}(?:記者|取材|担当|執筆|編集)|\s?기자는|.{0,120}(?:संवाददाता|पत्रकार|लिखते|लिखती)|"
    r".{0,120}(?:izliyor|yazıyor|çalışıyor|yapıyor|muhabir\w*|gazetecidir|editör\w*)\W*$)",
    re.I,
)
_PROMOTION = re.compile(
    r"^\W*(?:subscribe (?:now|today|to)|sign up (?:now|today|for|to)|follow us|follow \w+ on|join our|download (?:the|our)|like us on|"
    r"for the latest .{0,60}\b(?:download|subscribe|follow)|abonnieren sie|jetzt abonnieren|folgen sie uns|abonnez-vous|suivez-nous|"
    r"(?:please )?(?:support (?:us\b|our (?:work|journalis\w+|reporting|magazine|newsroom)|independent journalism)|(?:donate|become a (?:member|supporter|patron))\b(?: (?:now|today|to)|[.!])|if you (?:value|like|enjoy|appreciate) (?:our|this) (?:work|journalism|reporting|article|story|magazine))|"
    r"(?:darum: )?(?:hilf mit|hilf uns|helfen sie (?:uns|mit)|unterstütze(?:n sie)? (?:uns|unsere?n?)\b|jetzt spenden|spenden sie|werden sie (?:mitglied|unterstützer)|gefällt (?:dir|ihnen) (?:unser|der|dieser|was)\b)|"
    r"soutenez(?:-nous| notre)|faites un don|apóyanos|apoya (?:nuestro|el) |haz(?:te)? (?:una donación|socio)|apoie (?:o nosso|nosso|o jornalismo)|doe agora|sostieni(?:ci| il nostro)|steun ons|støtt|stöd oss|"
    r"dukung (?:kami|jurnalisme)|donasi|wesprzyj nas|поддержите (?:нас|нашу)|підтримайте|"
    r"suscríb[ea]|síguenos|inscreva-se|siga-nos|iscriviti|seguici|ikuti (?:kami|berita)|dapatkan update|подпишитесь|подписывайтесь)\b",
    re.I,
)
# Below the beginning of a text that is sold: that it goes on for those who pay.
_WALL = re.compile(
    r"(?:subscribe|sign in|log in|register|create an account)\b.{0,40}\bto (?:continue|keep|finish|read)|to continue reading\b|"
    r"(?:article|story|content) is (?:for|only for|reserved for|exclusive to) (?:our )?(?:subscribers|members)|"
    r"\b(?:(?:jetzt|hier|mit \w+) weiterlesen|um weiterzulesen)\b|nur für (?:abonnenten|mitglieder)|réservée?s? (?:à nos |aux )abonnés|"
    r"pour lire la suite|(?:exclusivo|solo) para (?:suscriptores|assinantes|abonados)|para seguir leyendo|per continuare a leggere|"
    r"berlangganan untuk membaca|только для подписчиков|会員限定|有料会員|続きをお読み|订阅后|訂閱後|구독자 전용",
    re.I,
)
# `(1/3)`, `Page 2 of 4`: which part of a divided article this is.
_PART = re.compile(
    r"[\W]*(?:(?:page|seite|página|pagina|halaman|страница)?\s*\d{1,2}\s*(?:/|of|von|sur|de|di|dari|из)\s*\d{1,2}\s*(?:ページ|页|頁|pages?|seiten)?)[\W]*",
    re.I,
)
_ONWARD = 1 << PHRASE_NUMBER["more"] | 1 << PHRASE_NUMBER["tags"]
_ELSEWHERE = sum(1 << PHRASE_NUMBER[name] for name in ("more", "newsletter", "share", "tags", "comment"))
_BUTTON = re.compile(
    r"\W*(?:e-?mail|print|share|tweet|copy link|save|drucken|teilen|merken|speichern|enregistrer|guardar|simpan|link kopieren|imprimer|partager|copier le lien|imprimir|compartir|"
    r"compartilhar|copiar enlace|copiar link|condividi|stampa|bagikan|cetak|salin tautan|surel|поделиться|печать|打印|分享|复制链接|شارك|مشاركة|طباعة|بريد|"
    r"نسخ الرابط|facebook|twitter|whatsapp|telegram|linkedin|x)\W*",
    re.I,
)
_WORDS = re.compile(r"[^\W\d_]+")
_OF_A_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda|terça|quarta|quinta|sexta|feira|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    r"senin|selasa|rabu|kamis|jumat|sabtu|minggu|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"published|posted|updated|created|date|veröffentlicht|aktualisiert|erstellt|datum|stand|publié|mis|jour|publicado|actualizado|fecha|atualizado|data|pubblicato|aggiornato|"
    r"diterbitkan|diperbarui|tanggal|gepubliceerd|bijgewerkt|opublikowano|опубликовано|обновлено|дата|年|月|日|星期.|发布|发表|更新|时间|日期|"
    r"on|at|am|vom|le|à|el|de|del|em|il|op|the|st|nd|rd|th|um|uhr"
)
_FILE = re.compile(r"[\w .()%&,'’+\-]{3,120}\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|mp[34])", re.I)
# "Bad Homburg –"
_PLACE = re.compile(r"[A-ZÀ-ÞА-Я][\w.'’/()-]*(?: [\w.'’/()-]+){0,3}(?:, [\w. ]{2,20})? ?[-–—]")
_ORIGINAL = re.compile(r"\W*原(?:标题|標題)\s*[:：]")
_BACK = re.compile(r"\s*(?:<[^<>]*>\s*)*返回\S{2,8}，查看更多(?:\s*</?[^<>]*>)*\s*$")
_ENDS = (".", "!", "?", "。", "！", "？", "…", '"', "”", "»", "」", ")", "؟", "۔")


_TAG = re.compile(r"<[^>]*>")
_TOPICS = re.compile(
    r"\W*(?:tags?|topics?|topik|keywords?|etiquetas|temas|tópicos|schlagwörter|themen|mots[- ]clés|thèmes|argomenti|onderwerpen|ämnen|tagi|tematy|теги|темы|etiketler|konular|وسوم|标签|關鍵字|タグ|태그)\W*",
    re.I,
)
_TABLE = frozenset(["td", "th", "pre"])  # a column may be called "Share"
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the page is known to say elsewhere, so that the text need not say it again."""

    title: str = ""
    captions: Sequence[str] = ()
    authors: Sequence[str] = ()
    labels: Sequence[str] = ()  # section, topics, agency
    outlet: str = ""


def trimmed(page: Blocks, kept: Sequence[int], known: Known) -> tuple[int, ...]:
    """*kept* without furniture; never without everything."""
    shown = [plain(caption) for caption in known.captions if caption]
    labels = {plain(label) for label in known.labels if label}
    title = plain(known.title)
    everything, kept = tuple(kept), _without_furniture(page, kept)
    head = True
    out: list[int] = []
    for place, number in enumerate(kept):
        block = page.blocks[number]
        text, bare = block.text, block.plain
        head = head and place < HEAD and (len(text) < LONG or place == 0)
        tail = place >= len(kept) - TAIL
        heading = block.tag in HEADINGS
        if not heading and (_is_elsewhere(block) or _is_caption(bare, shown)):
            continue
        if head and is_trail(text, block.links):
            continue
        if head and (
            _is_stamp(text)
            or _ORIGINAL.match(text)
            or (title and bare == title)
            or _is_motto(text, bare, known.outlet)
        ):
            continue
        if (head or tail) and (bare in labels or _is_byline(text, known.authors)):
            continue
        if (
            tail
            and place > 2
            and (_is_about(text, known.authors) or (len(text) < ABOUT and _PROMOTION.match(text)))
        ):
            continue
        if (head or tail) and _PART.fullmatch(text):
            continue
        if tail and place > 0 and len(text) < ABOUT and _WALL.search(text):
            continue
        out.append(number)
    if out:
        _unglue(page.blocks[out[0]])
    if len(out) > 1 and _take_dateline(page.blocks[out[0]], page.blocks[out[1]]):
        del out[0]
    while len(out) > 2 and _leads_elsewhere(page.blocks[out[-1]].text):
        out.pop()
    if out:
        _without_way_back(page.blocks[out[-1]])
    return tuple(out) or everything


def _without_furniture(page: Blocks, kept: Sequence[int]) -> list[int]:
    """*kept* without buttons and boxes, what a label above leads to, and the lines of facts below the text."""
    out: list[int] = []
    labelled, skipped = False, 0
    for number in kept:
        block = page.blocks[number]
        text = block.text
        linked = len(text) < LONG and block.link_chars >= 0.9 * len(text) and not text.endswith(_ENDS)
        if labelled and linked:
            skipped += 1
            out.append(number)
            continue
        if 0 < skipped <= POINTERS:
            del out[-skipped:]  # more of them are a list that the article gives
        skipped = 0
        gone = block.tag not in _TABLE and (is_furniture(text) or _is_label_of_links(page, number))
        # A label that is a link itself belongs to what stands above it.
        labelled = gone and not block.links and bool(phrase_bits(text) & _ONWARD or _TOPICS.fullmatch(text))
        if not gone:
            out.append(number)
    if 0 < skipped <= POINTERS:
        del out[-skipped:]
    for number in out[:1:-1][:SIGNATURES]:
        if is_signature(page.blocks[number].text):
            out.remove(number)
    return out


def _is_label_of_links(page: Blocks, number: int) -> bool:
    """`Topics`, with nothing but links below it."""
    if not _TOPICS.fullmatch(page.blocks[number].text) or number + 1 >= len(page.blocks):
        return False
    below = page.blocks[number + 1]
    return len(below.text) < SHORT and below.link_chars >= 0.9 * len(below.text)


def _unglue(block: Block) -> None:
    """Take a menu off the beginning of the first paragraph."""
    if end := linked_menu(block.markup):
        left = " ".join(unescape(_TAG.sub("", block.markup[end:])).split())
        if block.text.endswith(left):
            block.markup, block.text = block.markup[end:], left
    bare = without_menu(block.text)
    if bare != block.text:
        # Inline elements may end in what goes: the rest is written as it reads.
        place = block.markup.find(escape(bare[:20], quote=False))
        whole = place >= 0 and "<" not in block.markup[:place]
        block.markup, block.text = block.markup[place:] if whole else escape(bare, quote=False), bare


def _take_dateline(first: Block, second: Block) -> bool:
    """Whether *first* is a place and a dash; it is then written before the paragraph *second*, where it belongs."""
    if not _PLACE.fullmatch(first.text) or len(second.text) < LONG or second.tag in HEADINGS:
        return False
    second.text, second.markup = f"{first.text} {second.text}", f"{first.markup} {second.markup}"
    return True


def _is_elsewhere(block: Block) -> bool:
    """A row of links, a pointer to other articles, an advertisement that names itself, a row of buttons."""
    text = block.text
    if (len(text) < 2 * LONG or text.count("»") + text.count("›") + text.count("|") > 1) and _POINTER.match(
        text
    ):
        return True
    if len(text) < LABELLED and (_LABELLED.match(text) or _FOLLOWED.search(text)):
        return True
    if block.tag not in _TABLE and (_BUTTON.fullmatch(text) or _FILE.fullmatch(text)):
        return True
    # Facts are set in rows, too: "1-4 players | 90 minutes | ages 14 and up".
    return bool(_SEPARATED.match(text)) and (block.links > 0 or not _DIGIT.search(text))


def _is_stamp(text: str) -> bool:
    """`22 November 2026, 11:12 UTC | Nell Ashgrove`, `Published 22 November 2026`: when and who, which are facts and not text."""
    if len(text) >= LONG or text.rstrip().endswith((".", "。")):
        return False
    return bool(_STAMP.search(text)) or (len(text) < SHORT and _is_day(text))


def _is_day(text: str) -> bool:
    """Whether it names a day and nothing else, but that something was published then."""
    left = [
        word
        for word in _WORDS.findall(text.lower())
        if word not in MONTH_OF and not _OF_A_DAY.fullmatch(word)
    ]
    return not left and next(moments_in(text), None) is not None


def _is_motto(text: str, bare: str, outlet: str) -> bool:
    """The outlet's name, alone or with the line that stands below it on every page."""
    name = plain(outlet)
    return len(name) > 3 and bare.startswith(name) and len(text) < MOTTO and not text.endswith(_ENDS)


def _is_byline(text: str, authors: Sequence[str]) -> bool:
    """`[Von Wiebke Thomsen]`: the names that are known as the authors', and nothing else."""
    if len(text) >= SHORT or not authors:
        return False
    left = plain(text)
    for name in authors:
        left = left.replace(plain(name), " ")
    return left != plain(text) and not _BYLINE_EDGE.sub(
        "", re.sub(r"\b(?:and|und|et|y|e|dan)\b|[,&/;|]", " ", left)
    )


def _is_about(text: str, authors: Sequence[str]) -> bool:
    """`Imogen Tarrant is a staff writer.`: an author's box."""
    if len(text) >= ABOUT:
        return False
    low = text.strip()
    return any(low.startswith(name) and _ABOUT.match(low[len(name) :]) for name in authors if len(name) > 2)


def _is_caption(text: str, shown: Sequence[str]) -> bool:
    return text.startswith(tuple(shown)) and any(
        text.startswith(one) and len(text) - len(one) <= CREDIT for one in shown
    )


def _without_way_back(block: Block) -> None:
    """Take a link to the outlet's first page, as portals glue it to the last paragraph, off its end."""
    end = _BACK.search(block.text, max(0, len(block.text) - SHORT))
    if end and end.start():
        text = block.text[: end.start()]
        linked = _BACK.search(block.markup, max(0, len(block.markup) - MARKUP))
        block.markup = block.markup[: linked.start()] if linked else escape(text, quote=False)
        block.text = text


def _leads_elsewhere(text: str) -> bool:
    if len(text) <= SHORT and text.rstrip().endswith((":", "：")):
        return True  # whatever it names is not there
    return len(text) <= SHORT and not text.rstrip().endswith(_ENDS) and bool(phrase_bits(text) & _ELSEWHERE)
