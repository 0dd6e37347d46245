"""What a page is: an article, or one of the things that come in its place."""

import re
from dataclasses import dataclass

from kabar.extract.blocks import Blocks
from kabar.extract.page import Page, article_thing, types_of
from kabar.model.article import Kind

STUB = 700  # characters; a text shorter than this may be the beginning of a paid one, or a notice
TEASER = 3000  # characters; longer texts are an article whatever stands below them

_ERROR = re.compile(
    r"\b(?:404|410|403|500|502|503)\b(?:.{0,40}\b(?:error|not found|forbidden|unavailable|gateway|gone)\b|\s*$|\s*[-|–:])|"
    r"\b(?:error|fehler|erreur)\s*(?:code\s*)?(?:404|403|410|500|502|503)\b|page (?:was )?not (?:be )?found|page (?:doesn.?t|does not|no longer) exist|"
    r"seite (?:wurde |konnte )?nicht gefunden|nicht gefunden|seite existiert nicht|page n.existe (?:pas|plus)|página (?:ya )?no existe|page introuvable|página no encontrada|pagina non trovata|página não encontrada|"
    r"halaman tidak ditemukan|strona nie została znaleziona|nie znaleziono|страница не найдена|页面不存在|找不到|ページが見つかりません|페이지를 찾을 수 없|"
    r"sayfa bulunamadı|الصفحة غير موجودة|access denied|zugriff verweigert|forbidden|service unavailable|bad gateway|internal server error|"
    r"something went wrong|(?:can.?t|cannot|couldn.?t|could not|unable to) find (?:the|that|this|your) (?:page|article|story)|no longer available|"
    r"(?:page|article|story|address)(?: you(?:.re| are| were| requested)? ?(?:looking for|requested|tried to (?:reach|open))?)? (?:seems to be|appears to be|is|was|may be|has gone) (?:missing|gone|lost)|"
    r"page you (?:are|were|.re) looking for|you(?:.ve| have) (?:reached|found|followed) (?:a|an) (?:page|address|link) that|"
    r"die (?:gesuchte|angeforderte|aufgerufene|gewünschte) seite|seite (?:ist|existiert) (?:leider )?(?:nicht (?:mehr )?(?:verfügbar|vorhanden|da)|umgezogen)|"
    r"la page (?:que vous (?:cherchez|recherchez|demandez)|demandée)|cette page n.est (?:pas|plus)|la página que (?:buscas?|está buscando|intenta)|"
    r"esta página (?:ya )?no (?:está|existe)|la pagina (?:che (?:cerchi|stai cercando)|richiesta|cercata)|a página que (?:você )?(?:procura|está procurando)|"
    r"de (?:gezochte|opgevraagde) pagina|pagina (?:bestaat niet|is niet gevonden)|halaman (?:yang anda (?:cari|minta|tuju)|ini tidak)|aradığınız sayfa|"
    r"запрашиваем\w+ страниц|такой страницы (?:нет|не существует)|sidan (?:du|finns|hittades|som du)|siden (?:du leter|blev ikke|finnes ikke|findes ikke)|sivua ei löyty|"
    r"您(?:访问|查找|要找)的页面|页面(?:已(?:删除|失效)|走丢)|頁面不存在|お探しのページ|찾으시는 페이지|페이지가 (?:존재하지|없)|الصفحة (?:التي تبحث|المطلوبة)|"
    r"trang bạn (?:tìm|yêu cầu)|szukana strona|strona,? której szukasz|"
    r"has been (?:removed|deleted)|under maintenance|wartungsarbeiten|sidan kunde inte|pagina niet gevonden",
    re.I,
)
_CHALLENGE = re.compile(
    r"just a moment|checking (?:if the site|your browser)|verify (?:you are|that you are) (?:a )?human|are you a robot|unusual traffic|"
    r"enable javascript and cookies|please enable (?:javascript|cookies)|attention required|ddos protection|captcha|pardon our interruption",
    re.I,
)
_CONSENT = re.compile(
    r"before you continue|cookie|consent|gdpr|dsgvo|einwilligung|zustimm|personenbezogen|personal(?:ised|ized)? (?:ads|data)|datenschutz|"
    r"accept (?:all|and)|alle akzeptieren|tout accepter|aceptar (?:todo|y)|accetta|accepter|privacy|données personnelles|datos personales|"
    r"dati personali|our partners|unsere partner|nos partenaires|werbefrei|mit werbung|pur-abo|同意(?:并|所有|全部|使用)|接受(?:所有|全部)|隐私",
    re.I,
)
_PAYWALL = re.compile(
    r"subscribe (?:now |today )?to (?:continue|read|keep|unlock|get|access)|to continue reading|continue reading (?:with|for)|already (?:a |have a )?(?:subscriber|subscription|member)|"
    r"(?:this|the) (?:article|content|story|post) is (?:for|only|exclusive|reserved|available)\b.{0,40}(?:subscriber|member|premium|paid)|"
    r"subscribers? only|for paid subscribers|subscriber[- ]exclusive|you(?:'|’)ve (?:reached|read)|free articles? (?:remaining|left|this month)|"
    r"unlock (?:this|the) (?:article|story)|read the full (?:article|story)\b.{0,30}(?:subscri|sign|log)|create (?:a )?free account|register (?:for free )?to (?:continue|read)|"
    r"jetzt (?:weiterlesen|abonnieren|freischalten)|weiterlesen mit|artikel freischalten|nur für abonnenten|als abonnent|bereits (?:abonnent|kunde|registriert)|"
    r"diesen artikel (?:weiterlesen|lesen)|exklusiv für (?:abonnenten|mitglieder)|testen sie|réservé (?:à nos|aux) abonnés|déjà abonné|il vous reste|"
    r"lire la suite de l.article|exclusivo para (?:suscriptores|assinantes)|suscríbe?te para|ya eres suscriptor|contenuto riservato|già abbonato|abbonati per|"
    r"conteúdo exclusivo|já é assinante|alleen voor abonnees|al abonnee|för att läsa|redan prenumerant|dostęp(?:ny)? dla|berlangganan untuk|khusus pelanggan|"
    r"только для подписчиков|会員限定|有料会員|残り\d+文字|구독자 전용|订阅后|訂閱",
    re.I,
)
_WALL = re.compile(
    r"(?:subscribe|sign in|log in|register)\b.{0,30}\bto (?:continue|keep|finish) reading|to continue reading|"
    r"(?:jetzt|hier) weiterlesen|weiterlesen mit|um weiterzulesen|réservée? aux abonnés|pour lire la suite|"
    r"(?:exclusivo|solo) para (?:suscriptores|assinantes)|para seguir leyendo|per continuare a leggere|berlangganan untuk membaca|订阅后|会員限定",
    re.I,
)
_PLAYERS = frozenset(["video", "amp-video", "amp-youtube", "amp-brightcove", "amp-jwplayer"])
_PLAYER_HOST = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com|brightcove|jwplatform|dailymotion\.com/embed)",
    re.I,
)
_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need|aktivieren|activer|activar|habilite)\W+(?:\w+\W+){0,4}javascript|javascript (?:is|muss|doit|must)\b",
    re.I,
)
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_LIVE = re.compile(r"\blive\b|ticker|en direct|en vivo|en directo|ao vivo|直播", re.I)
_CLOCK = re.compile(
    r"^\W*(?:\d{1,2}[:.]\d{2}|\d{1,2}:\d{2}\s?[ap]\.?m|\d{1,2}\s?(?:min|h|hours?|minutes?)\s+ago)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind, and what it was seen by."""

    kind: Kind
    warnings: tuple[str, ...] = ()


def kind_of(page: Page, blocks: Blocks, kept: tuple[int, ...], text: str, title: str) -> Verdict:
    """What the page is, judged by what it says of itself and by what was found on it."""
    kinds = {kind for thing in page.things for kind in types_of(thing)}
    shown = "\n".join(block.text for block in blocks.blocks[:400])
    size = _size(text)
    heading = f"{page.title}\n{title}"
    if (size < STUB * 2 and _ERROR.search(heading)) or (
        size < STUB and len(shown) < 2500 and _ERROR.search(shown[:600])
    ):
        return Verdict("error", ("error_page",))
    if size < STUB and len(shown) < 3000 and _CHALLENGE.search(heading):
        return Verdict("error", ("bot_wall",))
    if size < 2 * STUB and _is_consent(page, shown, text):
        return Verdict("consent", ("consent_wall",))
    if _is_live(blocks, kinds, kept, page):
        return Verdict("live")
    if _is_paywall(page, blocks, kept, size):
        return Verdict("paywall", ("paywall",))
    if _is_video(page, blocks, kinds, size):
        return Verdict("video")
    if _size(shown) < 300 and size < STUB and _needs_script(page):
        return Verdict("other", ("script_only",))
    if _is_index(page, blocks, kept, size, kinds):
        return Verdict("index")
    if size < 40:
        return Verdict("other", ("no_text",))
    return Verdict("article")


def _size(text: str) -> int:
    """Characters, those of scripts without spaces counted threefold: they say that much more."""
    return len(text) + (0 if text.isascii() else 2 * len(_WIDE.findall(text[:4000])))


def _needs_script(page: Page) -> bool:
    words = " ".join("".join(one.itertext()) for one in page.root.iter("noscript"))[:2000]
    scripts = sum(1 for _ in page.root.iter("script"))
    return bool(_SCRIPT.search(words)) or scripts >= 2


def _is_consent(page: Page, shown: str, text: str) -> bool:
    if len(_CONSENT.findall(text)) < 2 and not (_CONSENT.search(page.title) and len(shown) < 6000):
        return False
    hits = len(_CONSENT.findall(shown))
    return hits >= 4 and hits * 400 > min(len(shown), len(text) * 3 + 500)


def _is_paywall(page: Page, blocks: Blocks, kept: tuple[int, ...], size: int) -> bool:
    if size >= TEASER:
        return False
    thing = article_thing(page) or {}
    parts = thing.get("hasPart")
    parts = parts if isinstance(parts, list) else [parts]
    free = [
        thing.get("isAccessibleForFree"),
        *(part.get("isAccessibleForFree") for part in parts if isinstance(part, dict)),
    ]
    locked = any(str(one).lower() == "false" for one in free if one is not None)
    tier = (page.meta("article:content_tier") or "").lower()
    locked = locked or tier in ("locked", "metered")
    first, last = (kept[0], kept[-1] + 9) if kept else (0, 60)
    said = False
    if locked or size < 2 * STUB:  # nowhere else does it matter
        around = "\n".join(block.text for block in blocks.blocks[first:last] if len(block.text) < 500)
        said = bool(_PAYWALL.search(around))
    # Right below the last paragraph: the text goes on for those who pay.
    below = "\n".join(
        block.text for block in blocks.blocks[max(0, last - 11) : last - 5] if len(block.text) < 300
    )
    return (locked and (said or size < 1200)) or (said and size < 2 * STUB) or bool(_WALL.search(below))


def _is_video(page: Page, blocks: Blocks, kinds: set[str], size: int) -> bool:
    if size >= STUB:
        return False
    declared = (page.meta("og:type") or "").lower().startswith("video")
    described = "VideoObject" in kinds and size < 500 and article_thing(page) is None
    shown = size < 300 and any(
        placed.element.tag in _PLAYERS or _PLAYER_HOST.search(placed.element.get("src") or "")
        for placed in blocks.media
    )
    return declared or described or shown


def _is_live(blocks: Blocks, kinds: set[str], kept: tuple[int, ...], page: Page) -> bool:
    if "LiveBlogPosting" in kinds:
        return True
    if not _LIVE.search(page.title):
        return False
    # A post's time stands in a block of its own, which is no part of the text.
    inside = blocks.blocks[max(0, kept[0] - 2) : kept[-1] + 1] if kept else []
    clocks = sum(bool(_CLOCK.match(block.text)) for block in inside)
    return clocks >= 5 and clocks * 15 >= len(kept)


def _is_index(page: Page, blocks: Blocks, kept: tuple[int, ...], size: int, kinds: set[str]) -> bool:
    if size >= 4000:
        return False
    headlines = 0
    for block in blocks.blocks:
        if (
            block.link_chars >= 0.7 * len(block.text)
            and 22 <= len(block.text) <= 160
            and block.text.count(" ") >= 3
        ):
            headlines += 1
    long = [blocks.blocks[number] for number in kept if len(blocks.blocks[number].text) >= 120]
    linked = sum(blocks.blocks[number].link_chars for number in kept)
    path = (page.url or page.meta("og:url") or "").partition("://")[2].partition("/")[2].strip("/")
    listed = bool(kinds & {"CollectionPage", "ItemList", "SearchResultsPage"}) and article_thing(page) is None
    website = (page.meta("og:type") or "").lower() in ("website", "blog", "") and article_thing(page) is None
    votes = (
        2 * (not path and page.url is not None)
        + 2 * listed
        + website
        + (len(long) < 3)
        + (linked > 0.4 * max(1, size))
        + (headlines >= 15)
    )
    return headlines >= 8 and votes >= 3 and (len(long) < 3 or linked > 0.3 * size or votes >= 5)
