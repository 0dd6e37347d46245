"""How often the kind of a page is right, on pages written for it: walls, lists, errors, films, live blogs, articles.

Usage: python -m benchmarks.page_kinds [--json]

Nine kinds in up to seven languages, in the shapes that publishers' systems give them. Also asked: does a page that is not
an article replace a feed's own text (it must not). Pages are made here; nothing is fetched.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kabar.extract import choose, extract_article, from_feed
from kabar.model.feed import Entry

# Sentences of a made-up report, by language; enough of them make an article.
REPORT = {
    "en": "The harbour board voted on Monday to close the old ferry pier for the winter. Engineers had found cracks in eleven of its forty supports, "
    "and the repair will take until April. Boats will leave from the fish market in the meantime. The mayor said that nobody had been in danger. "
    "Residents of the islands fear longer ways to work, because the bus to the market runs only twice an hour.",
    "de": "Der Hafenrat hat am Montag beschlossen, den alten Fähranleger über den Winter zu schließen. Ingenieure hatten Risse in elf der vierzig Pfeiler gefunden, "
    "die Reparatur dauert bis April. Die Boote legen bis dahin am Fischmarkt ab. Die Bürgermeisterin sagte, niemand sei in Gefahr gewesen. "
    "Die Bewohner der Inseln fürchten längere Wege zur Arbeit, weil der Bus zum Markt nur zweimal in der Stunde fährt.",
    "fr": "Le conseil du port a décidé lundi de fermer l'ancien embarcadère pour l'hiver. Des ingénieurs avaient trouvé des fissures dans onze des quarante piliers, "
    "et les travaux dureront jusqu'en avril. Les bateaux partiront du marché aux poissons. La maire a déclaré que personne n'avait été en danger. "
    "Les habitants des îles craignent des trajets plus longs, car le bus du marché ne passe que deux fois par heure.",
    "es": "El consejo del puerto decidió el lunes cerrar el viejo muelle durante el invierno. Los ingenieros habían encontrado grietas en once de los cuarenta pilares "
    "y la reparación durará hasta abril. Los barcos saldrán del mercado de pescado. La alcaldesa dijo que nadie había estado en peligro. "
    "Los vecinos de las islas temen viajes más largos, porque el autobús al mercado pasa solo dos veces por hora.",
    "id": "Dewan pelabuhan pada hari Senin memutuskan menutup dermaga feri lama selama musim hujan. Para insinyur menemukan retakan pada sebelas dari empat puluh tiang, "
    "dan perbaikan berlangsung sampai April. Kapal berangkat dari pasar ikan untuk sementara. Wali kota mengatakan tidak ada orang dalam bahaya. "
    "Warga pulau khawatir perjalanan ke tempat kerja menjadi lebih lama karena bus ke pasar hanya lewat dua kali dalam satu jam.",
    "zh": "港务委员会周一决定在冬季关闭旧渡轮码头。工程师在四十根支柱中的十一根上发现了裂缝，维修将持续到四月。在此期间，船只将从鱼市场出发。"
    "市长表示，没有人处于危险之中。岛上居民担心上班的路程变长，因为开往市场的公交车每小时只有两班。",
    "ar": "قرر مجلس الميناء يوم الاثنين إغلاق رصيف العبّارات القديم خلال فصل الشتاء. وكان مهندسون قد عثروا على تشققات في أحد عشر عموداً من أصل أربعين، "
    "وتستمر أعمال الإصلاح حتى أبريل. وستنطلق القوارب من سوق السمك في هذه الأثناء. وقالت رئيسة البلدية إن أحداً لم يكن في خطر.",
}  # fmt: skip
TITLE = {
    "en": "Old ferry pier closes for the winter", "de": "Alter Fähranleger schließt über den Winter", "fr": "L'ancien embarcadère ferme pour l'hiver",
    "es": "El viejo muelle cierra durante el invierno", "id": "Dermaga feri lama ditutup selama musim hujan", "zh": "旧渡轮码头冬季关闭", "ar": "إغلاق رصيف العبّارات القديم خلال الشتاء",
}  # fmt: skip
CONSENT = {
    "en": ("We value your privacy", "We and our 842 partners store and access information on a device, such as cookies, and process personal data for personalised ads "
           "and content. You can accept all cookies or manage your consent at any time in our privacy policy.", "Accept all", "Manage options"),
    "de": ("Mit Werbung und Cookies weiterlesen", "Wir und unsere Partner verwenden Cookies und verarbeiten personenbezogene Daten, um Werbung zu zeigen. Mit Ihrer Einwilligung besuchen "
           "Sie unsere Seiten kostenlos mit Werbung und Tracking, oder Sie nutzen unser werbefreies Pur-Abo. Einzelheiten in der Datenschutzerklärung.", "Alle akzeptieren", "Pur-Abo"),
    "fr": ("Votre vie privée, notre priorité", "Avec votre accord, nos partenaires et nous utilisons des cookies pour stocker et accéder à des données personnelles comme votre visite sur ce site. "
           "Vous pouvez retirer votre consentement à tout moment dans notre politique de confidentialité.", "Tout accepter", "Continuer sans accepter les cookies"),
    "es": ("Su privacidad es importante", "Nosotros y nuestros socios utilizamos cookies y tratamos datos personales para mostrar publicidad. Puede aceptar todo o retirar "
           "su consentimiento en la política de cookies.", "Aceptar todo", "Configurar cookies"),
}  # fmt: skip
PAYWALL = {
    "en": ("Subscribe to continue reading", "Already a subscriber? Log in. Unlimited access for 1 euro a month."),
    "de": ("Jetzt weiterlesen mit Plus", "Bereits Abonnent? Hier anmelden. Die ersten vier Wochen kostenlos testen."),
    "fr": ("La suite est réservée aux abonnés", "Déjà abonné ? Se connecter. Il vous reste 70 % de cet article à lire."),
    "es": ("Contenido exclusivo para suscriptores", "¿Ya eres suscriptor? Inicia sesión. Suscríbete para seguir leyendo."),
    "id": ("Berlangganan untuk membaca selengkapnya", "Artikel ini khusus pelanggan. Sudah berlangganan? Masuk."),
}  # fmt: skip
ERROR = {
    "en": ("404 - Page not found", "Sorry, the page you are looking for does not exist. It may have been moved or deleted."),
    "de": ("Seite nicht gefunden", "Die von Ihnen aufgerufene Seite wurde leider nicht gefunden. Bitte prüfen Sie die Adresse."),
    "fr": ("Page introuvable", "La page que vous recherchez n'existe pas ou a été déplacée."),
    "es": ("Página no encontrada", "Lo sentimos, la página que busca no existe o ha cambiado de dirección."),
    "id": ("Halaman tidak ditemukan", "Maaf, halaman yang Anda cari tidak tersedia."),
    "zh": ("页面不存在", "抱歉，您访问的页面不存在或已被删除。"),
}  # fmt: skip
SUBJECTS = "harbour council ferry market school weather budget museum theatre football bridge library hospital festival election".split()


@dataclass(frozen=True, slots=True)
class Made:
    """A page and what it is."""

    name: str
    kind: str
    html: str
    url: str


def pages() -> Iterator[Made]:
    """All pages, each kind in each of its languages and shapes."""
    for language in REPORT:
        yield _made("article", language, _article(language))
        yield _made("article in divs", language, _article(language, shape="div"))
        yield _made("short article", language, _article(language, paragraphs=1))
        yield _made("article below a cookie banner", language, _banner(language) + _article(language))
        yield _made("live blog", language, _live(language), kind="live")
        yield _made("video page", language, _video(language), kind="video")
        yield _made("script only", language, _script_only(), kind="other")
        for shape in ("front page", "section", "search results"):
            yield _made(
                shape,
                language,
                _list(language, shape),
                kind="index",
                path="" if shape == "front page" else "topics/harbour",
            )
    for language in CONSENT:
        yield _made("consent wall", language, _consent(language), kind="consent")
    for language in PAYWALL:
        yield _made("paywall", language, _paywall(language), kind="paywall")
        yield _made(
            "paywall that declares itself", language, _paywall(language, declared=True), kind="paywall"
        )
    for language in ERROR:
        yield _made("error page", language, _error(language), kind="error")
        yield _made("soft 404 with popular stories", language, _error(language, with_list=True), kind="error")
    for name, title, body in (
        (
            "bot wall",
            "Just a moment...",
            "Checking your browser before accessing the site. Enable JavaScript and cookies to continue.",
        ),
        (
            "bot wall",
            "Access Denied",
            "You don't have permission to access this page on this server. Reference #18.2f3c1002",
        ),
        (
            "server error",
            "503 Service Unavailable",
            "The server is temporarily unable to service your request. Please try again later.",
        ),
        ("gone", "This story is no longer available", "The article you requested has been removed."),
    ):
        yield _made(name, "en", f"<h1>{title}</h1><p>{body}</p>", kind="error", title=title)


def hard_pages() -> Iterator[Made]:
    """Pages that look like another kind, or say less of what they are."""
    cookie = CONSENT["en"][1]
    yield _made("article about cookies", "en", f"<main><h1>Why every site asks</h1>{_paragraphs('en', 4)}<p>{cookie}</p>{_paragraphs('en', 3)}</main>",
                title="Why every site asks about cookies and consent")  # fmt: skip
    yield _made(
        "article about an error",
        "en",
        _article("en", paragraphs=6).replace(TITLE["en"], "The 404 error turns thirty"),
        title="The 404 error turns thirty",
    )
    yield _made(
        "article about captchas",
        "en",
        _article("en", paragraphs=6),
        title="Are you a robot? The captcha turns twenty",
    )
    yield _made(
        "free part of a paid site",
        "en",
        _article("en", paragraphs=7) + "<aside><p>Already a subscriber? Log in.</p></aside>",
    )
    declared = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": TITLE["de"],
            "isAccessibleForFree": False,
        }
    )
    yield _made(
        "whole text for subscribers",
        "de",
        f'<script type="application/ld+json">{declared}</script><!--head-->{_article("de", paragraphs=9)}',
    )
    for language in ("en", "de", "zh", "ar"):
        yield _made(
            "brief of one paragraph beside many links",
            language,
            f"<div><h1>{TITLE[language]}</h1>{_paragraphs(language, 1)}</div><div>{_cards(14)}</div>",
        )
    state = {"props": {"article": {"title": TITLE["en"], "body": _paragraphs("en", 6)}}}
    yield _made(
        "article in a script's state",
        "en",
        f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>',
    )
    for language, live in (("en", "Live: "), ("de", "Liveticker: "), ("fr", "En direct : ")):
        posts = "".join(
            f"<div><p>{18 - n}:1{n % 6}</p>{one}</p></div>"
            for n, one in enumerate(_paragraphs(language, 9).split("</p>")[:9])
        )
        yield _made(
            "live blog without data",
            language,
            f"<main><h1>{live}{TITLE[language]}</h1>{posts}</main>",
            kind="live",
            title=live + TITLE[language],
        )
    for language in ("en", "de", "es"):
        sentence = REPORT[language].split(". ")[0]
        yield _made(
            "film without data",
            language,
            f"<main><h1>{TITLE[language]}</h1><video src='/v.mp4' poster='/v.jpg'></video><p>{sentence}.</p></main>",
            kind="video",
        )
        offer, more = PAYWALL[language]
        yield _made("paywall after four paragraphs", language,
                    f"<main><h1>{TITLE[language]}</h1>{_paragraphs(language, 4)}<div><p>{offer}</p><p>{more}</p></div></main>", kind="paywall")  # fmt: skip
        teasers = "".join(
            f"<section><h2><a href='/2026/11/{n}'>What the {one} means for the town, part {n}</a></h2><p>{'. '.join(REPORT[language].split('. ')[n % 3 : n % 3 + 2])}.</p></section>"
            for n, one in enumerate(SUBJECTS)
        )
        yield _made(
            "list with long teasers",
            language,
            f"<main><h1>Harbour</h1>{teasers}</main>",
            kind="index",
            path="topics/harbour",
        )
        title, text, yes, _no = CONSENT[language]
        yield _made(
            "consent box over a list",
            language,
            f"<div id='cmp'><h2>{title}</h2><p>{text}</p><button>{yes}</button></div>{_cards(6)}",
            kind="consent",
        )
    for title, text in (
        ("Oops!", "We can't find that page. It may have been moved."),
        ("Hoppla", "Die gesuchte Seite existiert nicht mehr oder wurde verschoben."),
    ):
        yield _made(
            "soft 404 in other words",
            "en",
            f"<main><h1>{title}</h1><p>{text}</p>{_cards(6)}</main>",
            kind="error",
            title=title,
        )
    yield _made(
        "login wall",
        "en",
        "<main><h1>Please log in</h1><p>Log in or create a free account to continue reading this story.</p><form></form></main>",
        kind="paywall",
        title="Log in",
    )


def _made(
    name: str,
    language: str,
    body: str,
    *,
    kind: str = "article",
    path: str = "2026/11/old-ferry-pier-closes",
    title: str = "",
) -> Made:
    heading = (
        title
        or {"consent": CONSENT.get(language, ("",))[0], "error": ERROR.get(language, ("",))[0]}.get(kind)
        or TITLE[language]
    )
    if kind == "index":
        heading = "Harbour"
    head = "" if "<!--head-->" not in body else body.partition("<!--head-->")[0]
    body = body.partition("<!--head-->")[2] or body
    kind_meta = {"article": "article", "live": "article", "paywall": "article", "video": "video.other"}.get(
        kind
    )
    meta = f'<meta property="og:type" content="{kind_meta}">' if kind_meta else ""
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{heading} - Harbour Gazette</title>{meta}{head}'
        f'<script src="/a.js"></script><script src="/b.js"></script></head><body>{_menu()}{body}'
        "<footer><p>© Harbour Gazette</p><a href='/imprint'>Imprint</a> <a href='/privacy'>Privacy policy</a></footer></body></html>"
    )
    return Made(f"{name} ({language})", kind, html, f"https://gazette.example/{path}")


def _menu() -> str:
    return (
        "<nav><ul>"
        + "".join(f"<li><a href='/{one}'>{one.title()}</a></li>" for one in SUBJECTS[:8])
        + "</ul></nav>"
    )


def _paragraphs(language: str, count: int) -> str:
    # The sentences in another order each time: a text of several paragraphs without a second copy of any.
    stop = "。" if language == "zh" else ". "
    sentences = [one for one in REPORT[language].rstrip(".。").split(stop) if one]
    turned = (sentences[n % len(sentences) :] + sentences[: n % len(sentences)] for n in range(count))
    return "".join(
        f"<p>{stop.join(f'{one}' for one in order)}{stop.strip()} ({n + 1})</p>"
        for n, order in enumerate(turned)
    )


def _article(language: str, *, shape: str = "article", paragraphs: int = 5) -> str:
    body = _paragraphs(language, paragraphs)
    if shape == "div":
        return f"<div class='page'><div class='col-8'><div class='headline'>{TITLE[language]}</div>{body}</div><div class='col-4'>{_cards(6)}</div></div>"
    return f"<main><article><h1>{TITLE[language]}</h1>{body}</article><aside>{_cards(5)}</aside></main>"


def _cards(count: int, teaser: bool = False) -> str:
    text = "<p>The council will decide next week what happens then.</p>" if teaser else ""
    return "".join(
        f"<div class='card'><h3><a href='/2026/11/{n}-{SUBJECTS[n % 15]}'>What the {SUBJECTS[n % 15]} means for the town, part {n + 1}</a></h3>{text}</div>"
        for n in range(count)
    )


def _list(language: str, shape: str) -> str:
    heading = {
        "front page": "",
        "section": "<h1>Harbour</h1>",
        "search results": "<h1>Results for harbour</h1>",
    }[shape]
    return f"<main>{heading}{_cards(24, teaser=shape != 'front page')}</main><div class='pagination'><a href='?page=2'>2</a> <a href='?page=3'>3</a></div>"


def _banner(language: str) -> str:
    title, text, yes, no = CONSENT.get(language, CONSENT["en"])
    return f"<div class='cookie-banner' role='dialog'><p>{title}</p><p>{text}</p><button>{yes}</button><button>{no}</button></div>"


def _consent(language: str) -> str:
    title, text, yes, no = CONSENT[language]
    return f"<div class='cmp'><h1>{title}</h1><p>{text}</p><p>{text.split('. ')[-1]}</p><button>{yes}</button> <a href='/manage'>{no}</a></div>"


def _paywall(language: str, *, declared: bool = False) -> str:
    offer, more = PAYWALL[language]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE[language],
        "isAccessibleForFree": False,
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script><!--head-->' if declared else ""
    return f"{head}<main><article><h1>{TITLE[language]}</h1>{_paragraphs(language, 1)}<div class='offer'><h2>{offer}</h2><p>{more}</p></div></article></main>"


def _error(language: str, *, with_list: bool = False) -> str:
    title, text = ERROR[language]
    return f"<main><h1>{title}</h1><p>{text}</p>{_cards(9) if with_list else '<a href=/>Home</a>'}</main>"


def _video(language: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": TITLE[language],
        "contentUrl": "https://gazette.example/v.mp4",
        "duration": "PT1M20S",
    }
    first = REPORT[language].replace("。", ". ").split(". ")[0]
    return (
        f'<script type="application/ld+json">{json.dumps(data)}</script><!--head--><main><h1>{TITLE[language]}</h1>'
        f"<video src='/v.mp4' poster='/v.jpg'></video><p>{first}.</p><span>01:20</span></main><aside>{_cards(6)}</aside>"
    )


def _live(language: str) -> str:
    posts = "".join(
        f"<div class='post'><time datetime='2026-11-21T{18 - n}:10:00Z'>{18 - n}:10</time>{_paragraphs(language, 1)}</div>"
        for n in range(8)
    )
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": TITLE[language],
        "coverageStartTime": "2026-11-21T08:00:00Z",
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script><!--head--><main><h1>{TITLE[language]}</h1>{posts}</main>'


def _script_only() -> str:
    return "<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript><script src='/main.js'></script>"


def measure(made: Iterable[Made]) -> tuple[Counter[tuple[str, str]], list[str], int]:
    """How often each kind was taken for each, what was wrong, and how often a page wrongly replaced a feed's text."""
    said: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    replaced = 0
    entry = Entry(
        key="1",
        url="https://gazette.example/1",
        title="Old ferry pier closes",
        summary_html=f"<p>{REPORT['en'][:160]}</p>",
    )
    for page in made:
        found = extract_article(page.html, url=page.url)
        said[page.kind, found.kind] += 1
        if found.kind != page.kind:
            wrong.append(f"{page.name}: {found.kind}")
        shown = choose(found, from_feed(entry))
        if page.kind in ("index", "consent", "error", "other") and shown.extractor != "feed":
            replaced += 1
            wrong.append(f"{page.name}: replaced the feed's text")
    return said, wrong, replaced


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    for name, made in (("plain", pages()), ("hard", hard_pages())):
        said, wrong, replaced = measure(made)
        right = sum(count for (kind, found), count in said.items() if kind == found)
        if chosen.json:
            rows = [
                {"kind": kind, "found": found, "pages": count}
                for (kind, found), count in sorted(said.items())
            ]
            print(
                json.dumps(
                    {
                        "pages": name,
                        "right": right,
                        "of": sum(said.values()),
                        "replaced": replaced,
                        "rows": rows,
                        "wrong": wrong,
                    }
                )
            )
            continue
        print(f"{name}: {right} of {sum(said.values())} right; {replaced} replaced a feed's text wrongly")
        for (kind, found), count in sorted(said.items()):
            print(f"  {kind:8} as {found:8} {count:4}")
        for one in wrong:
            print(" ", one)
    return 0


if __name__ == "__main__":
    sys.exit(main())
