"""Short blocks that are no article by all that they say: share and follow buttons, newsletters, consent, comments.

The trees judge a block by how it stands. Between two paragraphs, without a name that tells, a button stands like a
short sentence; what it says is what everybody's buttons say. Phrases must be all of a block: a sentence that has one in it
stays. They are in `furniture.txt`, a language a line.
"""

import re
from functools import cache
from pathlib import Path

LONGEST = 90  # characters of a block that may be one of the phrases
SPEAKING = 260  # characters of a box that asks for something in a sentence or two

_SERVICE = re.compile(
    r"\b(?:facebook|fb|messenger|twitter|x|whatsapp(?: channels?)?|telegram|linkedin|pinterest|instagram|youtube|tiktok|reddit|threads|bluesky|"
    r"mastodon|flipboard|viber|snapchat|discord|xing|weibo|wechat|line|kakaotalk|kakao|vk|google (?:news|nieuws|noticias|notícias|actualités|actu|berita|haberler|новости)|"
    r"google|apple news|msn|e-?mail|mail|courriel|surel|correo(?: electrónico)?|rss|вконтакте|telegram-канал|телеграм|telegram канал|ватсап|вотсап|дзен)\b|"
    r"फेसबुक|फ़ेसबुक|व्हाट्सएप|ट्विटर|فيسبوك|تويتر|واتساب|واتس آب|تلغرام|تليغرام|انستغرام|يوتيوب|إكس|تلگرام|اینستاگرام|توییتر|واتساپ|"
    r"微信|微博|qq空间|qq|朋友圈|抖音|豆瓣|フェイスブック|ツイッター|はてなブックマーク|はてブ|페이스북|트위터|카카오톡|카카오스토리|카톡|네이버|네이버 블로그|밴드|이메일|메일",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u0e30-\u0e4e]+[^\W\d_]*)*|@")
_NUMBER = re.compile(r"\d")
_COUNTED = re.compile(r"[\(\[（]\s*\d[\d.,\s]*[\)\]）]\s*$")
# A box that asks for an address or a follower: how it begins, and what it asks for.
_ASKS = re.compile(
    r"^\W*(?:(?:please )?(?:sign up|subscribe|register|join)\b|(?:get|receive|have) (?:our|the|your|all|more|breaking|daily|weekly|today|news|updates?)\b|enter your\b|never miss|"
    r"don.t miss (?:a|any|our|out)\b|stay (?:informed|updated|up to date|connected|in the know|on top)|want (?:more|the latest|to (?:get|receive|read|stay))|like (?:this|what you)|for (?:more|the latest)\b|"
    r"(?:follow|find|like) us\b|download our|add us|simak|ikuti|dapatkan|berlangganan|daftar|gabung|bergabung|cek berita|unduh|baca berita|"
    r"(?:jetzt|hier)\b|melden sie|abonnieren sie|erhalten sie|bestellen sie|bleiben sie|folgen sie|verpassen sie|"
    r"inscrivez|abonnez|recevez|retrouvez|suivez|ne manquez|rejoignez|suscr[ií]|recib[ea]|ap[uú]nt[ae]|reg[ií]str[ae]|s[ií]gue|sígan?os|[uú]nete|desc[aá]rga|no te pierdas|"
    r"assine|receba|inscreva|cadastre|siga|participe|entre no|baixe|subscreva|clique|iscriv|ricevi|seguici|segui|unisciti|entra nel|non perdere|scarica|"
    r"meld je|schrijf je|ontvang|abonneer|volg ons|blijf|mis niets|prenumerera|få |anmäl|följ|missa inte|registrer|tilmeld|abonner|følg|tilaa|"
    r"zapisz się|zapraszamy|obserwuj|polub|dołącz|bądź|chcesz|подпис|подпиш|получай|читайте нас|следите|присоединяй|хотите|оформите|підпис|підпиш|читайте нас|"
    r"abone ol|kaydol|takip ed|haberleri|اشترك|تابع|احصل|سجل|سجّل|انضم|للاشتراك|عضو شوید|订阅|訂閱|扫码|扫描|关注|追蹤|加入|登録|購読|最新|구독|신청|받아|हमारे|हमें|ताज़ा|ताजा)",
    re.I,
)
_ASKED = re.compile(
    r"news-?letter|\binbox\b|e-?mail alerts?|push notifications?|whatsapp[- ](?:channel|kanal|group|gruppe|канал)|(?:canal|saluran|channel|kanal|kanał\w*|канал\w*) (?:de |di |do |on |w |в )?(?:whatsapp|telegram|youtube)|"
    r"telegram[- ](?:channel|kanal|канал\w*)|google (?:news|nieuws|noticias|notícias|actualités|berita|haberler|новости)|\b(?:our|unsere?|notre|nuestra|nosso|nostra|onze|vår|kami) (?:\w+ )?app\b|"
    r"rundbrief|bolet[ií]n|boletim|infolettre|lettre d.information|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|biuletyn|newsletter|hírlev|рассылк|розсилк|бюллетен|"
    r"b[uü]lten|نشرتنا|النشرة|بريدك|قناتنا|واتساب|خبرنامه|ניוזלטר|公众号|新闻邮件|電子報|メールマガジン|メルマガ|ニュースレター|뉴스레터|न्यूज़लेटर|न्यूजलेटर|"
    r"berita (?:terkini|pilihan|terbaru)|en tu correo|por correo|par (?:e-?mail|courriel)|per (?:e-?mail|posta)|no seu e-?mail|na swoj",
    re.I,
)
# What a page says about itself: consent, forms, things from elsewhere that it does not show.
_ITSELF = re.compile(
    r"^\W*(?:(?:we|this (?:web)?site|this page)(?: and our (?:\d+ )?partners)? uses? (?:\w+ )?cookies|we (?:value|care about|respect) your privacy|"
    r"by (?:continuing|clicking|signing|subscribing|registering|submitting|entering|providing|joining)\b.{0,160}\b(?:you (?:agree|accept|consent|confirm|acknowledge)|terms|privacy|policy|cookies)|"
    r"you can (?:unsubscribe|opt out)|unsubscribe (?:at any ?time|any ?time)|your (?:e-?mail(?: address)?|information|data) (?:will|is) (?:not|never) be|required fields are marked|"
    r"this (?:site|form) is protected by recaptcha|(?:to|in order to) (?:view|see|display|watch) this (?:content|video|post|embed|tweet)|"
    r"this (?:content|video|post|embed|tweet) (?:is (?:hosted|not available|unavailable|provided)|cannot be|could not be|can.t be|may not|has been blocked)|"
    r"allow .{0,30}\bcontent\?|please (?:enable|turn on|activate|disable) (?:javascript|cookies|your ad)|your browser (?:does not|doesn.t|is not|isn.t)|"
    r"mit (?:ihrer|deiner) (?:anmeldung|registrierung)|an dieser stelle (?:finden|befindet|steht|sehen|ist|wird)\b|ich bin (?:damit )?einverstanden|"
    r"(?:dieser?s?|externer?) (?:externe )?(?:inhalt|video|element|artikel)\b.{0,80}\b(?:stammt von|geladen|anzuzeigen|angezeigt|blockiert|eingebunden|bereitgestellt)|"
    r"um (?:diesen|dieses|die|den|das) (?:externen )?(?:inhalte?|video|beitrag|element)\b.{0,80}\b(?:anzuzeigen|zu sehen|anzusehen|zu laden)|(?:wir|diese (?:web)?seite) (?:verwenden|nutzen|setzen|verwendet|nutzt) (?:\w+ )?cookies|"
    r"damit (?:können|werden) personenbezogene daten|(?:ihre|deine) e-?mail-?adresse wird nicht|(?:sie können|du kannst) (?:sich|dich|ihn|den newsletter|ihre|deine)\b.{0,60}\b(?:abmelden|abbestellen|widerrufen|anzeigen lassen)|"
    r"(?:ihr|dein) browser|bitte (?:aktivieren|aktiviere) |vous pouvez (?:à tout moment )?(?:vous (?:désinscrire|désabonner)|retirer)|vous (?:pourrez|pouvez) .{0,40}(?:désinscrire|désabonner)|"
    r"en (?:cliquant|vous inscrivant|renseignant|poursuivant|validant)\b.{0,120}\b(?:acceptez|conditions|politique|cookies|recevoir)|ce (?:contenu|site|formulaire) (?:est bloqué|n.est pas|a été bloqué|utilise|est protégé)|"
    r"pour (?:voir|afficher|visualiser) ce(?:tte)? (?:contenu|vidéo)|nous utilisons des cookies|votre (?:adresse e-?mail|navigateur)|"
    r"al (?:suscribirte|suscribirse|registrarte|hacer clic|continuar|enviar)\b.{0,120}\b(?:aceptas?|condiciones|términos|política|privacidad)|pued(?:es|e) darte? de baja|(?:utilizamos|usamos) cookies|este sitio (?:web )?(?:utiliza|usa)|"
    r"(?:tu|su) (?:navegador|correo electrónico|dirección de correo) no|para ver este (?:contenido|video|vídeo)|ao (?:se inscrever|clicar|continuar|assinar|enviar)\b.{0,120}\b(?:concorda|aceita|termos|política)|"
    r"(?:utilizamos|usamos|este site (?:usa|utiliza)) cookies|(?:o )?seu (?:navegador|e-?mail) não|questo sito (?:utilizza|usa)|utilizziamo (?:i )?cookie|(?:iscrivendoti|cliccando|proseguendo|registrandoti)\b.{0,120}\b(?:accetti|termini|privacy|consenti)|"
    r"il tuo (?:browser|indirizzo)|(?:wij|we) gebruiken cookies|deze (?:web)?site gebruikt|je kunt je (?:op elk moment|altijd) (?:uitschrijven|afmelden)|door je aan te melden|om deze (?:inhoud|video) te|"
    r"vi använder cookies|den här webbplatsen använder|vi bruger cookies|vi bruker (?:cookies|informasjonskapsler)|ta strona (?:używa|korzysta)|używamy (?:plików )?cookies|(?:мы|этот сайт) использу\w+ (?:файлы )?cookie|нажимая|"
    r"ваш браузер|(?:bu (?:web )?site|sitemiz)\w*.{0,20}çerez|(?:kami|situs ini) menggunakan cookie|dengan (?:mendaftar|melanjutkan|mengklik)\b.{0,120}\b(?:menyetujui|setuju|ketentuan|kebijakan)|"
    r"alamat email anda tidak|نستخدم (?:ملفات|الكوكيز)|يستخدم (?:هذا )?الموقع|您的浏览器|请(?:启用|开启)|本网站使用|お使いのブラウザ|当サイトでは.{0,20}クッキー|이 사이트는 .{0,20}쿠키)",
    re.I,
)
# A line that a page asks its readers for, or says about how it works.
_ASIDE = re.compile(
    r"^\W*(?:got a (?:news )?tip\b|do you have (?:a|any) (?:story|tip|news|information|views|questions?)\b.{0,80}\b(?:contact|email|e-mail|share|tell|write|send|get in touch|let us)\b|"
    r"e-?mail us at|support (?:independent|quality|local|our) (?:journalism|work|reporting|newsroom)|to comment on this (?:story|article)|our standards: the|"
    r"follow (?:[\w.’'-]+ ){1,4}on (?:twitter|x|facebook|instagram|threads|bluesky|mastodon|tiktok|youtube)\b|"
    r"haben sie (?:einen )?fehler (?:gefunden|entdeckt)|(?:sie (?:möchten|wollen)|(?:möchten|wollen) sie) .{0,60}\b(?:abonnieren|newsletter)\b|"
    r"нашли (?:ошибку|опечатку)|заметили (?:ошибку|опечатку)|обнаружили ошибку|знайшли помилку|znalazłeś błąd|zauważyłeś błąd|¿?(?:has|ha) (?:visto|encontrado|detectado) (?:un|algún) error|"
    r"encontrou (?:um|algum) erro|vous avez (?:repéré|trouvé|relevé) une (?:erreur|faute)|(?:特别声明|免责声明|版权声明|郑重声明)\s*[:：])",
    re.I,
)
# "[Film:Kilas 20]": what a script would have put in its place.
_SLOT = re.compile(r"^\[[A-Z]\w{2,20}:\S[^\]\n]{1,50}\]$")
# "Tags: trams, depot"
_TAGGED = re.compile(
    r"^\W*(?:tags?|topics?|topik(?: terkait)?|keywords?|filed under|etiquetas?|temas?|archivado en|tópicos|assuntos|schlagw[oö]rter?|schlagworte|stichworte|themen|mots[- ]clés|thèmes|"
    r"argomenti|trefwoorden|onderwerpen|ämnen|tagi|tematy|теги|темы|метки|етикети|теми|etiketler|كلمات مفتاحية|الكلمات المفتاحية|وسوم|برچسب‌?ها|标签|关键词|關鍵字|標籤|タグ|キーワード|태그|키워드)\s*[:：]\s*\S.{0,160}$",
    re.I,
)
# Who wrote, edited or sent it, below the text: facts that the head of the page shows.
_SIGNED = re.compile(
    r"^\W*(?:(?:penulis|pewarta|reporter|editor|redaktur|redaktion|autor(?:in)?|author|auteur|autore|fuente|fonte|quelle|sumber|source|bron|kaynak|źródło|"
    r"автор|редактор|источник|джерело|المصدر|المحرر|الكاتب|منبع|责任编辑|責任編輯|编辑|編輯|来源|來源|作者|记者|記者|기자|출처)\s*[:：]\s*[^.。!?]{2,50}|\([a-z]{2,4}(?:/[a-z]{2,4}){0,3}\))\W*$",
    re.I,
)
# Who owns it all, as it stands below every page.
_OWNED = re.compile(
    r"^\W*(?:©|\(c\) |copyright (?:©|\(c\)|by |(?:19|20)\d\d)).{0,120}$|^.{0,80}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|"
    r"riproduzione riservata|tutti i diritti riservati|alle rechten voorbehouden|wszelkie prawa zastrzeżone|все права защищены|tüm hakları saklıdır|جميع الحقوق محفوظة|hak cipta dilindungi|"
    r"版权所有|無断転載|无断转载|未经授权|무단 ?전재).{0,40}$",
    re.I,
)
# One of these stands in whatever that expression finds; looking for them first takes a tenth of the time.
_OWNED_WORDS = (
    "©", "(c)", "copyright", "reserv", "réserv", "vorbehalten", "riservat", "voorbehouden", "zastrze", "защищены", "tüm hak", "محفوظة",
    "hak cipta", "版权所有", "無断転載", "无断转载", "未经授权", "전재",
)  # fmt: skip
# Between two parts of a text: that it goes on.
_GOES_ON = re.compile(
    r"^\W*(?:(?:the |this )?(?:story|article|text|report|content|post) (?:continues|resumes) (?:below|after|following)|(?:continue reading|keep reading|scroll (?:down )?(?:to|for))\b|"
    r"(?:der |dieser )?(?:artikel|beitrag|text) (?:wird|geht) (?:unter|nach) |la suite (?:de (?:l.article|votre article) )?après|(?:el artículo|la nota|la noticia) (?:continúa|sigue) |"
    r"continua (?:dopo|depois|após|abaixo) |(?:artikel|tekst|het artikel|de tekst) (?:gaat (?:hieronder )?verder|loopt door)|(?:artikeln|texten|artikkelen|artiklen|saken|juttu|artikkeli) (?:fortsätter|fortsetter|fortsætter|jatkuu)|"
    r"(?:dalsz\w+ (?:część|ciąg)|ciąg dalszy|reszta) |haberin devamı|продолжение (?:после|ниже|под)|scroll ke bawah|gulir (?:untuk|ke)|(?:článek|text) pokračuje|يستمر المقال|文章未完|請繼續往下|이어지는 기사|記事は広告の後)",
    re.I,
)


# "HomeNewsSportThe council met": a menu whose entries stand without a space between them, and what follows.
_GLUED_MENU = re.compile(r"^(?:[A-ZÀ-Þ][a-zà-ÿ]{2,}){3,}(?:(?=[A-ZÀ-Þ][a-zà-ÿ]*\s)|\s+(?=[A-ZÀ-Þ“\"]))")
# The same as links at the beginning of a paragraph's markup.
_LINKED_MENU = re.compile(r"^\s*+(?:<a(?: [^>]*)?>[^<.!?]{1,30}</a>(?:[\s|·•»›/>,-]|&gt;)*+){3,}(?=[^\s<])")
_TRAIL = re.compile(r"^(?:[^>»›→]{1,40}\s*[>»›→]\s*)+[^>»›→]{0,80}$")


def without_menu(text: str) -> str:
    """*text* without a menu glued to its beginning."""
    found = _GLUED_MENU.match(text)
    return text[found.end() :] if found and len(text) > 2 * found.end() else text


def linked_menu(markup: str) -> int:
    """How many characters of a paragraph's *markup* are a menu glued to its beginning."""
    found = _LINKED_MENU.match(markup)
    return found.end() if found and len(markup) > found.end() + LONGEST else 0


def is_trail(text: str, links: int) -> bool:
    """Whether a block is the way to the page: "Home > News > City"."""
    return links >= 2 and len(text) < 2 * LONGEST and _TRAIL.match(text) is not None


def is_signature(text: str) -> bool:
    """Whether a line below the text says who wrote or sent it, or which topics it has."""
    return len(text) <= 2 * LONGEST and bool(
        _TAGGED.match(text) or (len(text) <= LONGEST and _SIGNED.match(text))
    )


def is_furniture(text: str) -> bool:
    """Whether the short block *text* is something that stands on a page and in no article."""
    size = len(text)
    if size <= LONGEST and _may_be_phrase(text) and (form := _form(text)) in _phrases():
        # "10 Folgen" are episodes; "Comments (12)" are counted.
        return " " in form or not _NUMBER.search(text) or _COUNTED.search(text) is not None
    if size > SPEAKING:
        return False
    owned = size <= LONGEST and _may_be_owned(text) and _OWNED.match(text)
    if owned or (size <= LONGEST and (_GOES_ON.match(text) or _SLOT.match(text))):
        return True
    return bool(_ASIDE.match(text) or _ITSELF.match(text) or (_ASKS.match(text) and _ASKED.search(text)))


def _may_be_phrase(text: str) -> bool:
    """Whether the first word begins one of the phrases: found out in a tenth of the time that all of them take."""
    found = _WORD.search(text.replace("İ", "i").casefold())
    return found is None or not found[0].isascii() or found[0] in _first_words()


def _may_be_owned(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _OWNED_WORDS)


def _form(text: str) -> str:
    """*text* in small letters without digits, signs and the names of services."""
    return " ".join(_WORD.findall(_SERVICE.sub(" @ ", text.replace("İ", "i").casefold())))


@cache
def _first_words() -> frozenset[str]:
    """Those of the phrases, and of services: every word in their expression is one or does no harm."""
    return frozenset(phrase.partition(" ")[0] for phrase in _phrases()) | frozenset(
        re.findall("[a-z]+", _SERVICE.pattern)
    )


@cache
def _phrases() -> frozenset[str]:
    lines = (Path(__file__).with_name("furniture.txt")).read_text(encoding="utf-8").splitlines()
    return frozenset(
        form
        for line in lines
        if line and not line.startswith("#")
        for phrase in line.partition(":")[2].split("|")
        if (form := _form(phrase)) and form != "@"
    )
