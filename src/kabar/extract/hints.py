"""What the names in a page's markup and the words of its short blocks say about a block's part.

Both are lists of literal strings, found all at once with an Aho-Corasick automaton.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ahocorasick

# Parts of class and id names by group; `-` at an end is the border of a word. The order gives the bits.
NAMES: dict[str, str] = {
    "content": "article-body article-content article-text article-copy article-main post-content post-body post-text entry-content "
    "entry-body entry-text story-content story-body story-text page-content main-content body-content news-content news-body "
    "news-text blog-content blog-body -content- articlebody articlecontent articletext storybody storycontent postcontent richtext "
    "rich-text -prose- wysiwyg field-name-body field--body -text- bodytext body-text -zoom- artibody -detail -body-",
    "article": "article artikel -story -post- entry beitrag hentry blogpost newsitem -single noticia nota-",
    "main": "-main primary center middle inhalt contenido conteudo contenu",
    "comment": "comment kommentar disqus -respond -reply replies coment diskussion forum livefyre guestbook",
    "share": "share sharing social facebook twitter addthis addtoany -sns bookmark teilen whatsapp follow sexy jp-",
    "related": "relat recommend read-more readmore more-stor more-from more-on more-news more-link more-article more-post also-like also-read "
    "similar trending popular most-read most-view mostread mehr- outbrain taboola further next-up next-article next-post next-story -prev "
    "latest recent recirc upnext yarpp zergnet suggest verwandt aehnlich -next- -more-",
    "nav": "-nav navi menu crumb pagin pager -tab- -tabs- toolbar -skip sitemap topbar top-bar hamburger -toc- table-of-contents dropdown -nav-",
    "footer": "-foot- footer fuss- copyright impressum legal disclaimer bottom colophon",
    "aside": "sidebar side-bar -aside -side- widget -rail secondary col-right right-col rightcol marginal -left- -right- extra complement",
    "advert": "-ad- -ads- -ads advert banner sponsor promo -dfp -gpt- anzeige werbung publicid reklam marketing commercial affiliate shop "
    "buy-box buybox product",
    "newsletter": "newsletter subscri sign-up signup mailing mailchimp -email registration register donat membership -cta- call-to-action "
    "callout optin opt-in",
    "author": "author byline -bio- autor- writer contributor vcard credit reporter journalist",
    "caption": "caption legend bildunter photo image -img picture -bild media thumb -foto",
    "consent": "cookie consent gdpr privacy modal popup overlay lightbox dialog notification -alert toast tooltip notice",
    "tags": "-tag- -tags- taglist tag-list tagcloud categor keyword topic schlagw rubrik filed taxonom label badge kicker eyebrow overline",
    "meta": "-meta- postmeta -date time- -time publish datum info- timestamp posted infoline dateline stamp views rating -stats",
    "hidden": "hidden -hide- sr-only screen-reader visually invisible d-none -none- print collapsed accessib offscreen",
    "teaser": "teaser -card list-item -item- -items- -grid -tile -feed -list- archive excerpt headlines -box- module views-row carousel slider "
    "swiper",
    "paywall": "paywall premium -login log-in signin sign-in -member piano meter locked regwall",
    "quote": "pullquote pull-quote -quote zitat highlight blurb",
    "title": "headline -title title- heading -header header- -head- titel titulo masthead subhead hgroup",
    "lead": "-lead- summary standfirst -dek- -deck- abstract intro subtitle sub-title strapline vorspann bajada sommario chapo description "
    "excerpt",
    "video": "video player jwplay brightcove gallery galerie slideshow audio podcast embed iframe youtube tweet instagram",
    "factbox": "factbox fact-box infobox info-box -inset note keypoints key-points takeaway highlights at-a-glance tldr -faq footnote "
    "reference citation",
}
NAME_BITS = len(NAMES)

TAGS = ("article", "main", "section", "aside", "nav", "header", "footer", "form", "table", "li", "figure", "figcaption",
        "blockquote", "details", "button", "label", "dl", "pre", "a", "address", "dialog", "ol")  # fmt: skip
TAG_BIT = {tag: 1 << bit for bit, tag in enumerate(TAGS)}
HIDDEN_BIT = 1 << len(TAGS)
BODY_BIT = 1 << (len(TAGS) + 1)  # itemprop="articleBody" or its like
TAG_BITS = len(TAGS) + 2

# What short blocks beside articles say, in the languages of the web's news; `_` is a space or an end,
# `^` the beginning of the block. Separated by `|`. The order gives the bits.
PHRASES: dict[str, str] = {
    "share": "_share|tweet_|facebook|twitter|whatsapp|linkedin|pinterest|telegram|email this|_teilen_|partager|compart|condivid|bagikan|udostępnij|"
    "dela på|поделиться|分享|シェア|공유|مشاركة|شارك|शेयर|paylaş|_print_|_drucken_|imprimer|_imprimir|like us|follow us|follow me|folgen sie|ikuti|"
    "suivez|síguenos|siguenos|微博|微信|follow on|_follow_|copy link|copiar enlace|copier le lien|link kopieren|salin tautan|copia link|复制链接|نسخ الرابط|instagram",
    "more": "read more|read also|read next|more from|more on|more stories|more news|more about|see also|_related|might also like|may also like|"
    "you might like|you may like|also read|recommended|continue reading|click here|learn more|find out more|view all|view more|show more|"
    "load more|^watch_|weiterlesen|mehr zu|mehr lesen|mehr dazu|mehr infos|lesen sie auch|lire aussi|lire la suite|lire plus|à lire|leer más|"
    "lee también|te puede interesar|leggi anche|leia mais|leia também|lees ook|lees meer|läs mer|läs också|baca juga|simak|selengkapnya|"
    "czytaj też|czytaj także|czytaj więcej|zobacz też|zobacz także|zobacz więcej|читайте также|по теме|相关阅读|相关新闻|相关文章|相关链接|"
    "更多|延伸閱讀|推荐阅读|関連|続きを読む|관련|اقرأ|devamı|trending|most read|most popular|pelajari lebih|this article",
    "newsletter": "newsletter|subscri|sign up|sign in|log in|_login_|_register|your inbox|abonn|anmelden|registrier|inscri|suscri|iscriviti|assine|"
    "langganan|prenumer|подпи|订阅|訂閱|登录|注册|購読|登録|구독|اشترك|free trial|become a member|_donate|support us|support our|"
    "download the app|download our app|our app|_email_|e mail",
    "advert": "^advertis|^ads_|^ad_|^sponsored|^anzeige|^werbung|^publicit|^publicidad|^pubblicità|^iklan|^reklam|^реклама|广告|廣告|広告|광고|"
    "إعلان|विज्ञापन|^annons_|^mainos|^hirdetés|quảng cáo|โฆษณา|_advertisement_|affiliate|_promo",
    "copyright": "©|_(c)_|copyright|rights reserved|alle rechte|tous droits|todos los derechos|版权|版權|著作権|저작권|terms of use|terms of service|"
    "privacy policy|datenschutz|impressum|terms and conditions|hak cipta",
    "comment": "_comment|_reply_|_replies_|kommentar|commentaire|comentario|commenti_|komentar|коммент|评论|評論|留言|コメント|댓글|will not be published|"
    "required fields|_antworten_|^says_|_says_",
    "cookie": "cookie|consent|gdpr|einwilligung|javascript|_browser|adblock|ad blocker",
    "photo": "^photo|^foto|^image|^bild_|^picture|^source_|^quelle|^credit|^getty|^reuters|^ap_|^afp_|^dpa_|图_|圖_|写真|사진|crédit|crédito|"
    "file photo|archiv|getty images|(photo|(foto|(bild|(image|_reuters_|_afp_|_ap_|_dpa_|shutterstock|istock|unsplash|courtesy of|image caption",
    "byline": "^by_|^von_|^par_|^por_|^oleh_|^di_|^door_|^av_|^autor|^author|^written by|^posted|^published|^updated|^last updated|^veröffentlicht|"
    "^aktualisiert|^stand_|^publié|^mis à jour|^publicado|^actualizado|^pubblicato|^diterbitkan|作者|记者|記者|来源|來源|发布|编辑|編輯|min read|"
    "minutes read|read time|reading time|_ago_|lesezeit|责任编辑|責任編輯|字体|_am_|_pm_",
    "tags": "^tag_|^tags_|^topic|filed under|^categor|^keyword|^schlagw|^themen|^rubrik|^stichwort|^mots clés|^etiquetas|标签|關鍵字|关键词|タグ|posted in|"
    "in this article|_tags_",
    "move": "^next_|^previous|^prev_|^back_|^home_|^menu_|^top_|^close_|^skip_|^search_|^go to|^zurück|^weiter|nach oben|^startseite|^suche_|^suivant|"
    "^précédent|^accueil|^siguiente|^anterior|^inicio|上一篇|下一篇|返回|首页|关闭|前へ|次へ|skip to|back to top|_»_|_›_|_«_|_>_|table of contents|您的位置|当前位置|>>",
    "about": "_is a writer|_is a reporter|_is a journalist|_is an editor|_is an author|_is the author|_is a freelance|correspondent|columnist|"
    "contributor|professor of|founder of|consultant|about the author|über den autor|contact us|all posts|more posts|originally published|"
    "originally appeared|_is a senior|_staff writer|email him|email her|_bio_|follow him|follow her",
}  # fmt: skip
NAME_NUMBER = {name: number for number, name in enumerate(NAMES)}
# Elements of these groups may hold a byline, a date or a headline.
FACT_BITS = sum(1 << NAME_NUMBER[name] for name in ("author", "meta", "title"))
PHRASE_NUMBER = {name: number for number, name in enumerate(PHRASES)}
PHRASE_BITS = len(PHRASES)
PHRASE_LENGTH = 240  # characters; longer blocks are told by their shape

_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARKS = "\t\n.,:;!?\"'’‘“”|/\\-–—_[]{}…•·*#+=~：，。！？、【】"
_PLAIN = str.maketrans(dict.fromkeys(_MARKS, " "))
_BETWEEN_MARKS = re.compile(rf"[^\s{re.escape(_MARKS)}]+")


def _automaton(groups: dict[str, str], mark: str | None) -> Any:  # the library is untyped
    bits: dict[str, int] = {}
    for bit, literals in enumerate(groups.values()):
        for literal in literals.split(mark):
            bits[literal] = bits.get(literal, 0) | 1 << bit
    automaton = ahocorasick.Automaton()
    for literal, value in bits.items():
        word = literal if mark is None else literal.replace("_", " ").replace("^", "\x02 ")
        automaton.add_word(word, value)
    automaton.make_automaton()
    return automaton


_NAMES = _automaton(NAMES, None)
_PHRASES = _automaton(PHRASES, "|")


@lru_cache(maxsize=20_000)
def name_bits(names: str) -> int:
    """The groups that the class and id *names* of one element belong to."""
    names = names[:400]
    low = names if names.islower() else _JOINTS.sub("-", names).lower()
    low = low.replace("_", "-").replace(" ", "- -")
    bits = 0
    for _, value in _NAMES.iter(f"-{low}-"):
        bits |= value
    return bits


@lru_cache(maxsize=8_000)
def phrase_bits(text: str) -> int:
    """The groups of phrases that a short block holds."""
    bits = 0
    for _, value in _PHRASES.iter(f"\x02 {_bare(text)} "):
        bits |= value
    return bits


def phrases_of(texts: Sequence[str]) -> list[int]:
    """`phrase_bits` of many blocks in one go."""
    bits = [0] * len(texts)
    plain: list[int] = []
    others: list[int] = []  # Python handles ASCII much faster, so the two are not mixed
    for number, text in enumerate(texts):
        if "\x02" in text:  # what begins a block in the automaton also keeps it apart from the one before
            bits[number] = phrase_bits(text)
        elif text:
            (plain if text.isascii() else others).append(number)
    low = " ".join(
        [_bare("".join([f" \x02 {texts[number]}" for number in some])) for some in (plain, others) if some]
    )
    turns = iter([*plain, *others])
    turn, end = -1, 0
    for at, value in _PHRASES.iter(f"{low} "):
        while 0 <= end <= at:
            turn, end = next(turns, -1), low.find("\x02", end + 1)
        bits[turn] |= value
    return bits


def _bare(text: str) -> str:
    """Small, of what is not a word only single spaces."""
    low = text.lower()
    return " ".join(low.translate(_PLAIN).split() if low.isascii() else _BETWEEN_MARKS.findall(low))
