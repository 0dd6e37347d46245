"""The invented world of the fake services: outlets, stories, reports, all written for these tests."""

from datetime import UTC, datetime, timedelta

from kabar.errors import NotFoundError
from kabar.model.account import Target
from kabar.model.article import Media
from kabar.model.feed import Poll, SourceStatus
from kabar.model.frontpage import Reason
from kabar.model.views import (
    ArticleView,
    Change,
    FigureCell,
    FigureView,
    Followable,
    PlaceView,
    PointView,
    Provenance,
    ReportView,
    SaidView,
    SourceRow,
    StoryCard,
    StoryLink,
    StoryView,
    TimelineItem,
    VersionView,
)
from kabar.service.folding import group_reports

NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


def wish(target: Target, label: str, *, key: str = "", kind: str = "", state: str = "none") -> Followable:
    """Something to follow."""
    return Followable(target=target, key=key or label.casefold(), label=label, kind=kind, state=state)  # type: ignore[arg-type]


def ago(**units: float) -> datetime:
    """A time before NOW."""
    return NOW - timedelta(**units)


def point(
    text: str, outlet: str, *, language: str = "en", article: int = 11, also: tuple[str, ...] = ()
) -> PointView:
    """A key point."""
    return PointView(
        text=text, language=language, article=article, start=0, end=len(text), outlet=outlet, also=also
    )


ENVIRONMENT = wish(Target.TOPIC, "Environment", key="06000000")
POLITICS = wish(Target.TOPIC, "Politics and government", key="11000000")
ECONOMY = wish(Target.TOPIC, "Economy, business and finance", key="04000000")
HEALTH = wish(Target.TOPIC, "Health", key="07000000")
SCIENCE = wish(Target.TOPIC, "Science and technology", key="13000000")
SPORT = wish(Target.TOPIC, "Sport", key="15000000")


def card(
    number: int,
    headline: str,
    section: Followable,
    points: tuple[PointView, ...],
    *,
    language: str = "en",
    outlets: tuple[str, ...] = ("Harbour Post",),
    languages: tuple[str, ...] = ("en",),
    articles: int = 0,
    independent: int = 1,
    hours: float = 1.0,
    place: str | None = None,
    image: bool = False,
    why: tuple[tuple[str, str, float, str | None], ...] = (),
    **more: object,
) -> StoryCard:
    """A story card whose parts add up."""
    reasons = tuple(Reason(signal=s, text=t, part=p, target=k) for s, t, p, k in why) or (
        Reason(signal="freshness", text=f"New {int(hours)} hours ago", part=0.31),
        Reason(signal="importance", text="One outlet reports it", part=0.12),
    )
    count = articles or len(outlets)
    return StoryCard(
        id=number,
        headline=headline,
        language=language,
        section=section,
        place=place,
        place_key=None if place is None else place.casefold(),
        points=points,
        outlets=outlets,
        languages=languages,
        articles=count,
        independent=independent,
        copies=count - independent,
        first_at=ago(hours=hours + 9),
        last_at=ago(hours=hours),
        image=Media(
            kind="image",
            url=f"https://pictures.example/{number}.jpg",
            width=1280,
            height=800,
            caption="",
            credit="",
        )
        if image
        else None,
        lead_article=11,
        reasons=reasons,
        score=round(sum(reason.part for reason in reasons), 6),
        follow=(
            wish(Target.STORY, headline, key=str(number)),
            section,
            wish(
                Target.ENTITY,
                place or "Semarang",
                kind="place",
                state="followed" if place == "Demak" else "none",
            ),
            wish(Target.OUTLET, outlets[0]),
        ),
        **more,  # type: ignore[arg-type]
    )


CARDS = (
    card(
        1,
        "Sea wall at Demak gives way at high tide; 4,000 people leave their homes",
        ENVIRONMENT,
        (
            point(
                "A stretch of about 60 metres of the sea wall north of Demak broke shortly after midnight on Sunday.",
                "Harbour Post",
                also=("Suara Pesisir", "江城晚报"),
            ),
            point(
                "Water stood knee-deep in eleven villages by dawn, and the coast road to Semarang is closed.",
                "Suara Pesisir",
                article=12,
            ),
            point(
                "The province had been warned of the wall's state in two reports since March.",
                "Küstenblatt",
                article=14,
            ),
        ),
        outlets=("Suara Pesisir", "Harbour Post", "Küstenblatt", "江城晚报"),
        languages=("id", "en", "de", "zh"),
        articles=9,
        independent=4,
        hours=0.67,
        place="Demak",
        image=True,
        new_since_read=0,
        why=(
            ("follows", "You follow Demak", 1.2, "follow:entity:demak"),
            ("importance", "Four outlets report it on their own", 0.74, "signal:importance"),
            ("freshness", "New 40 minutes ago", 0.52, "signal:freshness"),
            ("taste", "You often read about Environment", 0.41, "topic:06000000"),
            ("diversity", "Another story about Demak stands above", -0.08, None),
        ),
    ),
    card(
        2,
        "Parliament passes the river act after a night of amendments",
        POLITICS,
        (
            point(
                "The act passed with 214 votes to 187 at four in the morning, after 62 amendments.",
                "Harbour Post",
            ),
            point(
                "Provinces keep the right to license dams, which the government had wanted to take.",
                "The Meridian",
            ),
        ),
        outlets=("Harbour Post", "The Meridian", "El Faro del Sur"),
        languages=("en", "es"),
        articles=5,
        independent=3,
        hours=2,
        image=True,
        why=(
            ("follows", "You follow the outlet Harbour Post", 0.8, "outlet:harbour"),
            ("importance", "Three outlets report it", 0.6, None),
        ),
    ),
    card(
        3,
        "الإسكندرية تفتتح متحفًا جديدًا للملاحة القديمة بعد عشر سنوات من العمل",
        wish(Target.TOPIC, "Arts, culture, entertainment and media", key="01000000"),
        (
            point(
                "يضم المتحف أكثر من ثلاثة آلاف قطعة، بينها هيكل سفينة تجارية عُثر عليه قبالة الساحل عام 2019.",
                "صحيفة المرفأ",
                language="ar",
                article=31,
            ),
        ),
        language="ar",
        outlets=("صحيفة المرفأ", "Harbour Post"),
        languages=("ar", "en"),
        articles=3,
        independent=2,
        hours=3,
        place="الإسكندرية",
        image=True,
        why=(
            ("language", "You read Arabic", 0.4, "language:ar"),
            ("freshness", "New 3 hours ago", 0.33, None),
        ),
    ),
    card(
        4,
        "成都地铁新线提前三个月通车，首日客流超过四十万人次",
        ECONOMY,
        (
            point(
                "新线全长三十八公里，设二十三座车站，把东部新区到市中心的时间缩短到二十六分钟。",
                "江城晚报",
                language="zh",
                article=41,
            ),
        ),
        language="zh",
        outlets=("江城晚报",),
        languages=("zh",),
        hours=4,
        place="成都",
        why=(
            ("quiet", "江城晚报 seldom speaks", 0.35, "outlet:jiangcheng"),
            ("freshness", "New 4 hours ago", 0.3, None),
        ),
    ),
    card(
        5,
        "Kereta malam Jakarta–Surabaya kembali beroperasi setelah enam tahun",
        ECONOMY,
        (
            point(
                "Dua rangkaian pertama berangkat pada Sabtu malam dengan 520 penumpang, hampir tanpa kursi kosong.",
                "Suara Pesisir",
                language="id",
            ),
            point("Harga tiket kelas tidur mulai Rp 410.000.", "Kabar Niaga", language="id"),
        ),
        language="id",
        outlets=("Suara Pesisir", "Kabar Niaga"),
        languages=("id",),
        articles=4,
        independent=2,
        hours=5,
        read=True,
    ),
    card(
        6,
        "Hamburg baut seine größte Fernwärmeleitung unter der Elbe hindurch",
        SCIENCE,
        (
            point(
                "Der Tunnel soll 2,3 Kilometer lang werden und von 2029 an 90.000 Wohnungen versorgen.",
                "Küstenblatt",
                language="de",
            ),
        ),
        language="de",
        outlets=("Küstenblatt", "Elbbote"),
        languages=("de",),
        articles=2,
        independent=2,
        hours=6,
        place="Hamburg",
        image=True,
        follow_up=True,
    ),
    card(
        7,
        "Nairobi hospital trial halves the wait for malaria results",
        HEALTH,
        (
            point(
                "A reader the size of a telephone gave results in nine minutes in 2,100 patients.",
                "Nairobi Ledger",
            ),
        ),
        outlets=("Nairobi Ledger", "The Meridian", "Harbour Post"),
        languages=("en",),
        articles=4,
        independent=2,
        hours=7,
        place="Nairobi",
        discovery=True,
        why=(
            ("discovery", "Beyond your usual, and widely reported", 0.5, None),
            ("importance", "Three outlets report it", 0.4, None),
        ),
    ),
    card(
        8,
        "La sequía obliga a Puerto Claro a cerrar su segundo embalse",
        ENVIRONMENT,
        (
            point(
                "El embalse está al nueve por ciento de su capacidad, el nivel más bajo desde 1968.",
                "El Faro del Sur",
                language="es",
            ),
        ),
        language="es",
        outlets=("El Faro del Sur",),
        languages=("es",),
        hours=8,
        saved=True,
    ),
    card(
        9,
        "Dockworkers and harbour agree on shorter night shifts",
        ECONOMY,
        (point("The new rota begins in February and covers 1,900 people.", "Harbour Post"),),
        hours=9,
        outlets=("Harbour Post", "The Meridian"),
        articles=3,
        independent=1,
    ),
    card(10, "Two clubs, one stadium: the vote that divides Maribel", SPORT, (), hours=10),
    card(
        11,
        "Long jump record falls twice in one afternoon",
        SPORT,
        (),
        hours=11,
        outlets=("The Meridian", "Nairobi Ledger"),
    ),
    card(12, "Marathon moves its start to before dawn because of heat", SPORT, (), hours=12),
    card(
        13,
        "A slower clock: physicists link two optical lattices over 900 kilometres",
        SCIENCE,
        (),
        hours=13,
        outlets=("The Meridian", "Küstenblatt"),
        languages=("en", "de"),
    ),
    card(
        14,
        "Bibliothek in Kiel verleiht jetzt auch Werkzeug",
        SCIENCE,
        (),
        language="de",
        hours=14,
        outlets=("Küstenblatt",),
        languages=("de",),
    ),
    card(
        15,
        "Rupiah steady as the central bank holds its rate",
        ECONOMY,
        (),
        hours=15,
        outlets=("Kabar Niaga", "Harbour Post", "The Meridian"),
        languages=("id", "en"),
        articles=6,
        independent=2,
    ),
    card(16, "Coffee growers in Huila try shade from fruit trees", ECONOMY, (), hours=16),
    card(
        17,
        "مزارعو الدلتا يعودون إلى القمح بعد موسمين من الخسائر",
        ECONOMY,
        (),
        language="ar",
        hours=18,
        outlets=("صحيفة المرفأ",),
        languages=("ar",),
    ),
)


def _report(article: int, outlet: str, title: str, language: str, hours: float, **more: object) -> ReportView:
    return ReportView(
        article=article,
        outlet=outlet,
        title=title,
        language=language,
        published_at=ago(hours=hours),
        story_id=1,
        **more,
    )  # type: ignore[arg-type]


_REPORTS = (
    _report(
        11,
        "Harbour Post",
        "Sea wall north of Demak breaks, thousands leave",
        "en",
        0.67,
        because=(
            "names in common: Demak, Semarang, Ratna Wijaya",
            "the same figures: 60 metres, eleven villages",
        ),
        changed=True,
        copies=(
            _report(
                15,
                "The Meridian",
                "Sea wall north of Demak breaks, thousands leave",
                "en",
                0.5,
                copy_kind="verbatim",
                copy_share=0.99,
                agency="Nusantara Wire",
            ),
            _report(
                16,
                "Kabar Niaga",
                "Tembok laut di utara Demak jebol, ribuan orang mengungsi",
                "id",
                0.3,
                copy_kind="translated",
                copy_share=0.93,
            ),
        ),
        agency="Nusantara Wire",
    ),
    _report(
        12,
        "Suara Pesisir",
        "Tanggul laut Demak jebol, sebelas desa tergenang",
        "id",
        3.2,
        because=("means the same as Sea wall north of Demak breaks", "names in common: Demak"),
        read=True,
    ),
    _report(
        14,
        "Küstenblatt",
        "Deich bei Demak bricht bei Springflut",
        "de",
        2.1,
        copies=(
            _report(18, "Elbbote", "Deichbruch bei Demak", "de", 1.4, copy_kind="edited", copy_share=0.71),
        ),
    ),
    _report(17, "江城晚报", "印尼淡目海堤溃决，四千人撤离", "zh", 1.2),
    _report(19, "Pesisir TV", "Detik-detik tanggul jebol", "id", 2.6, kind="video"),
)


def story_view(number: int) -> StoryView:
    """A whole story; the first has everything, the others little."""
    found = next((card for card in CARDS if card.id == number), None)
    if found is None:
        raise NotFoundError("no such story")
    if number != 1:
        article = {3: 31, 4: 41}.get(number, 11)
        title = {31: ARTICLES[31].title, 41: ARTICLES[41].title}.get(article, found.headline)
        reports = tuple(
            ReportView(
                article=article,
                outlet=outlet,
                title=title,
                language=found.language,
                published_at=found.last_at,
                story_id=number,
            )
            for outlet in found.outlets
        )
        return StoryView(
            card=found,
            reports=reports,
            groups=group_reports(reports, ("en", "id")),
            timeline=(
                TimelineItem(
                    at=ago(hours=3),
                    text=found.points[0].text,
                    language=found.language,
                    article=article,
                    outlet=found.outlets[0],
                ),
                TimelineItem(
                    at=ago(hours=27),
                    text=found.headline,
                    language=found.language,
                    article=article,
                    outlet=found.outlets[0],
                    kind="first",
                ),
            )
            if found.points
            else (),
            places=(PlaceView(name="الإسكندرية", key="Q87", latitude=31.2, longitude=29.9),)
            if number == 3
            else (),
            headlines=(("en", "Alexandria opens a museum of ancient seafaring after ten years of work"),)
            if number == 3
            else (),
        )
    return StoryView(
        card=found,
        headlines=(
            ("id", "Tanggul laut Demak jebol, sebelas desa tergenang"),
            ("de", "Deich bei Demak bricht bei Springflut"),
            ("zh", "印尼淡目海堤溃决，四千人撤离"),
        ),
        timeline=(
            TimelineItem(
                at=ago(hours=0.67),
                text="The province raises the number of people who left their homes to 4,000.",
                language="en",
                article=11,
                outlet="Harbour Post",
                kind="update",
            ),
            TimelineItem(
                at=ago(hours=1.9),
                text="Suara Pesisir corrects the length of the breach from 160 to 60 metres.",
                language="en",
                article=12,
                outlet="Suara Pesisir",
                kind="correction",
            ),
            TimelineItem(
                at=ago(hours=3.2),
                text="Sebelas desa tergenang; jalan pantura ditutup dari kilometer 21.",
                language="id",
                article=12,
                outlet="Suara Pesisir",
            ),
            TimelineItem(
                at=ago(hours=11),
                text="The wall breaks shortly after midnight, at the highest tide of the year.",
                language="en",
                article=11,
                outlet="Harbour Post",
                kind="first",
            ),
        ),
        reports=_REPORTS,
        groups=group_reports(_REPORTS, ("en", "id")),
        only_one=(
            point(
                "The contractor of the 2021 repair was paid in full before the works were inspected.",
                "Küstenblatt",
                article=14,
            ),
        ),
        figures=(
            FigureView(
                subject="People who left their homes",
                language="en",
                agree=False,
                values=(
                    FigureCell(
                        text="4,000",
                        unit="people",
                        article=11,
                        start=0,
                        end=40,
                        outlet="Harbour Post",
                        at=ago(hours=0.67),
                    ),
                    FigureCell(
                        text="3.200",
                        unit="orang",
                        article=12,
                        start=0,
                        end=40,
                        outlet="Suara Pesisir",
                        at=ago(hours=3.2),
                    ),
                    FigureCell(
                        text="rund 3.500",
                        unit="Menschen",
                        article=14,
                        start=0,
                        end=40,
                        outlet="Küstenblatt",
                        at=ago(hours=2.1),
                    ),
                ),
            ),
        ),
        said=(
            SaidView(
                speaker="Ratna Wijaya",
                key="person:ratna wijaya",
                text="The breach will be closed with rock within four days",
                language="en",
                article=11,
                start=0,
                end=40,
                outlet="Harbour Post",
                also=("Küstenblatt",),
            ),
            SaidView(
                speaker="Sri Lestari",
                key="person:sri lestari",
                text="Seperti kereta yang tidak berhenti",
                language="id",
                article=12,
                start=0,
                end=30,
                outlet="Suara Pesisir",
            ),
        ),
        related=(
            StoryLink(
                id=3,
                headline="Semarang raises its harbour wall by 80 centimetres",
                language="en",
                at=ago(days=12),
                why="Demak · Semarang",
            ),
        ),
        places=(
            PlaceView(name="Demak", key="Q10417", latitude=-6.89, longitude=110.64),
            PlaceView(name="Semarang", key="Q5816", latitude=-6.99, longitude=110.42),
            PlaceView(name="Jakarta", key="Q3630", latitude=-6.2, longitude=106.8),
        ),
        earlier=(
            StoryLink(
                id=8,
                headline="Province puts off the inspection of three sea walls",
                language="en",
                at=ago(days=41),
            ),
        ),
        later=(
            StoryLink(
                id=2,
                headline="Parliament passes the river act after a night of amendments",
                language="en",
                at=ago(hours=2),
            ),
        ),
    )


_TEXT = (
    "A stretch of about 60 metres of the sea wall north of Demak broke shortly after midnight on Sunday, at the highest tide of the year. "
    "By dawn, water stood knee-deep in eleven villages, and about 4,000 people had left their homes, the province said."
)
_HTML = f"""<p>{_TEXT}</p>
<p>“We heard it before we saw it,” said Sri Lestari, who sells fish at the harbour of Moro. “Like a train that does not stop.” She and her two sons walked to the school on the hill, where some 300 people spent the night on mats and desks.</p>
<figure><img src="https://pictures.example/wall.jpg" width="1280" height="800" alt="The broken wall, seen from the harbour"><figcaption>The breach on Sunday morning, seen from the harbour. Photograph: Dian Kusuma</figcaption></figure>
<p>The governor, Ratna Wijaya, said that the breach would be closed with rock within four days. Engineers of the <a href="https://water.example/report">water authority</a> were less certain: a second section, about 200 metres to the east, has moved by nine centimetres since Friday.</p>
<h2>Warned twice</h2>
<p>Two reports, in March and in August, had called the wall’s state poor. The second recommended that the section be closed to lorries, which had used its crest since the coast road was widened. That was not done.</p>
<blockquote><p>The sea does not read reports. It only waits for the tide that fits.</p></blockquote>
<p>The coast road to Semarang is closed from kilometre 21. Trains run, with delays of up to two hours. The province has opened nine shelters and asks people not to return before the tide of Monday night has passed.</p>
<ul><li>Shelters: the schools of Moro, Bedono and Sayung</li><li>Telephone for missing people: 112</li></ul>
<p>Semarang’s harbour, 25 kilometres to the west, was not affected. Its own wall, raised last year by 80 centimetres, held.</p>"""

_POINTS_AT = {"outlet": wish(Target.OUTLET, "Harbour Post"), "agency": wish(Target.AGENCY, "Nusantara Wire")}

ARTICLES = {
    11: ArticleView(
        id=11,
        title="Sea wall north of Demak breaks, thousands leave",
        language="en",
        outlet="Harbour Post",
        text=_TEXT,
        html=_HTML,
        url="https://harbour.example/2026/11/22/sea-wall",
        story=StoryLink(id=1, headline=CARDS[0].headline, language="en"),
        authors=("Dian Kusuma", "Oliver Reed"),
        agency="Nusantara Wire",
        section=ENVIRONMENT,
        published_at=ago(hours=5),
        modified_at=ago(hours=0.67),
        first_seen_at=ago(hours=4.9),
        points=(
            "About 4,000 people have left their homes after the sea wall north of Demak broke",
            "A second section has moved by nine centimetres since Friday",
        ),
        media=(
            Media(
                kind="video",
                url="https://harbour.example/film",
                poster="https://pictures.example/film.jpg",
                duration_seconds=162,
                width=1280,
                height=720,
                caption="The tide at the breach, filmed from the school of Moro",
            ),
        ),
        follow=(
            *_POINTS_AT.values(),
            ENVIRONMENT,
            wish(Target.ENTITY, "Demak", kind="place", state="followed"),
            wish(Target.ENTITY, "Ratna Wijaya", kind="person"),
        ),
        quality=0.97,
        extractor="trafilatura",
        provenance=Provenance(
            copied_by=_REPORTS[0].copies,
            independent=4,
            fetched_at=ago(hours=0.6),
            fetched_from="https://harbour.example/2026/11/22/sea-wall",
            content_hash="sha256:9f2c41d07be55a1f0c3a7d",
            trust={
                "publishingPrinciples": "https://harbour.example/principles",
                "correctionsPolicy": "https://harbour.example/corrections",
            },
        ),
        versions=(
            VersionView(
                at=ago(hours=0.67),
                kind="edit",
                since_read=True,
                changes=(
                    Change(op="cut", text=""),
                    Change(op="same", text="and about "),
                    Change(op="removed", text="3,200"),
                    Change(op="added", text="4,000"),
                    Change(op="same", text=" people had left their homes, the province said."),
                ),
            ),
        ),
        read=True,
        minutes=3,
    ),
    16: ArticleView(
        id=16,
        title="Tembok laut di utara Demak jebol, ribuan orang mengungsi",
        language="id",
        outlet="Kabar Niaga",
        text="Sekitar 60 meter tembok laut di utara Demak jebol.",
        html="<p>Sekitar 60 meter tembok laut di utara Demak jebol tak lama setelah tengah malam pada hari Minggu.</p>",
        provenance=Provenance(copy_of=_REPORTS[0], copy_kind="translated", copy_share=0.93, independent=4),
        published_at=ago(hours=0.3),
        published_day_only=True,
        kind="paywall",
        fallback_reason="The page showed a consent form instead of the article.",
        extractor="feed",
        quality=0.4,
    ),
    31: ArticleView(
        id=31,
        title="الإسكندرية تفتتح متحفًا جديدًا للملاحة القديمة",
        language="ar",
        outlet="صحيفة المرفأ",
        url="https://marfa.example/1",
        text="يضم المتحف أكثر من ثلاثة آلاف قطعة، بينها هيكل سفينة تجارية عُثر عليه قبالة الساحل عام 2019.",
        html="<p>يضم المتحف أكثر من ثلاثة آلاف قطعة، بينها هيكل سفينة تجارية عُثر عليه قبالة الساحل عام 2019.</p><p>قالت مديرة المتحف، <strong>ليلى منصور</strong>، إن العمل استغرق عشر سنوات، «لأن كل لوح من ألواح السفينة احتاج إلى سنتين من التجفيف البطيء». وأضافت أن القاعة الكبرى (Hall A) صُممت لتستقبل 1200 زائر في اليوم.</p><blockquote><p>البحر أرشيفنا الأقدم، ونحن بالكاد فتحنا صفحته الأولى.</p></blockquote><p>ويفتح المتحف أبوابه يوميًا ما عدا الاثنين، من التاسعة صباحًا إلى الخامسة مساءً، ويبلغ ثمن التذكرة 60 جنيهًا.</p>",
        story=StoryLink(id=3, headline=CARDS[2].headline, language="ar"),
        authors=("سلمى فؤاد",),
        published_at=ago(hours=3),
        minutes=2,
        quality=0.95,
        extractor="resiliparse",
        image=Media(
            kind="image",
            url="https://pictures.example/museum.jpg",
            width=1280,
            height=800,
            caption="القاعة الكبرى قبل الافتتاح",
            credit="تصوير: كريم نادر",
        ),
        follow=(wish(Target.OUTLET, "صحيفة المرفأ"), wish(Target.ENTITY, "الإسكندرية", kind="place")),
    ),
    41: ArticleView(
        id=41,
        title="成都地铁新线提前三个月通车，首日客流超过四十万人次",
        language="zh",
        outlet="江城晚报",
        url="https://jiangcheng.example/1",
        text="新线全长三十八公里，设二十三座车站，把东部新区到市中心的时间缩短到二十六分钟。",
        html="<p>新线全长三十八公里，设二十三座车站，把东部新区到市中心的时间缩短到二十六分钟。周六清晨六点，第一班列车从东站驶出，站台上挤满了举着手机的市民。</p><p>“以前我每天上班要换两次公交车，”家住新区的软件工程师林晓说，“现在下楼走五分钟就到。”市交通局说，<em>首日</em>客流为 41.3 万人次，比预计多出三成。</p><h2>提前的代价</h2><p>工程比计划提前三个月完成，但造价也比预算高出 6%。市审计局将在明年一月公布详细账目。</p>",
        story=StoryLink(id=4, headline=CARDS[3].headline, language="zh"),
        authors=("周明",),
        published_at=ago(hours=4),
        minutes=2,
        quality=0.93,
        extractor="trafilatura",
        section=ECONOMY,
    ),
}


def _polls(pattern: str) -> tuple[Poll, ...]:
    """A history from a drawing: digits are new entries, x a failure."""
    return tuple(
        Poll(
            at=ago(hours=len(pattern) - n),
            ok=letter != "x",
            new_entries=0 if letter == "x" else int(letter),
            error_kind="timeout" if letter == "x" else None,
        )
        for n, letter in enumerate(pattern)
    )


def _source(
    number: int,
    title: str,
    outlet: str,
    language: str,
    status: SourceStatus,
    pattern: str,
    *,
    rate: float | None = None,
    error: str | None = None,
) -> SourceRow:
    return SourceRow(
        id=number,
        title=title,
        url=f"https://{number}.example/feed.xml",
        outlet=outlet,
        status=status,
        language=language,
        last_new_at=ago(hours=number),
        next_poll_at=NOW + timedelta(minutes=24),
        last_error=error,
        entries_per_day=rate,
        polls=_polls(pattern),
    )


SOURCES = (
    _source(
        1,
        "Suara Pesisir",
        "Suara Pesisir",
        "id",
        SourceStatus.OK,
        "0120300102010040010201003001201000310020100",
        rate=12.4,
    ),
    _source(
        2,
        "The Meridian: World",
        "The Meridian",
        "en",
        SourceStatus.FAILING,
        "010020010xx0xxxxxxxxxx",
        rate=8.1,
        error="The server answers 503 (overloaded) since two days. Kabar tries again every six hours; nothing to do.",
    ),
    _source(
        3,
        "Elbbote",
        "Elbbote",
        "de",
        SourceStatus.GONE,
        "0000000xxxxxxx",
        rate=0.2,
        error="The server says that this feed is gone for good (410). Remove it, or look for its new address on the site.",
    ),
    _source(
        4,
        "Harbour Post",
        "Harbour Post",
        "en",
        SourceStatus.OK,
        "4213042130421304213042130421304213042130",
        rate=31.0,
    ),
    _source(
        5,
        "صحيفة المرفأ",
        "صحيفة المرفأ",
        "ar",
        SourceStatus.OK,
        "0010020100100201001002010010020100",
        rate=5.5,
    ),
    _source(
        6, "江城晚报", "江城晚报", "zh", SourceStatus.SILENT, "1000100001000000000000000000000000", rate=0.4
    ),
    _source(7, "El Faro del Sur", "El Faro del Sur", "es", SourceStatus.NEW, "6"),
    _source(8, "Kabar Niaga", "Kabar Niaga", "id", SourceStatus.OK, "1110111011101110111011101110", rate=9.0),
)
