"""Words that say of a name beside them, or that contain it, what it names. Folded; many languages."""

from kabar.annotate.gazetteer import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


# Inside a name of several words, written small: "van der Bellen", "bin Salman", "Bank of America".
PERSON_PARTICLES = _words(
    "de da do dos das del della di du des d' van von der den ten ter te zu zur zum af av la le el al as bin binti ibn ben "
    "bint y e i san del' dal dalla degli dei 't op in't ze z"
)
NAME_PARTICLES = _words(
    "of the and for de da do dos das del della delle dello dei degli di du des d' l' dell' dall' nell' von van der den des dem für fur und et "
    "y e i dan untuk of la le les los las el al für à a au aux en in op voor w na ds dla из на по и im am an ob bei sur sous sul sulla"
)
# Before a name, not part of it: it is a person.
PERSON_TITLES = _words(
    """
    mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess pope saint st president
    vice-president senator sen rep congressman congresswoman governor gov mayor minister secretary chancellor premier
    general gen colonel col captain capt major sergeant sgt lieutenant lt admiral judge justice attorney chairman
    chairwoman chief director ceo founder coach manager captain striker midfielder defender goalkeeper player actor actress
    singer author writer director journalist reporter spokesman spokeswoman spokesperson analyst economist
    brother sister father mother wife husband son daughter sheikh imam ayatollah bishop archbishop cardinal rabbi
    kasi kasubdit kajari kapuspen kapuspenkum kabid kabag kanit kasat kasatreskrim plt plh pj sekda sekjen camat lurah kades
    danrem dandim pangdam wamen wamenkeu wamenaker wakapolri wakapolda wakapolres humas
    umum pusat presiden wapres capres cawapres menteri menko menlu menhub menkeu mendagri mensos menpora menag gubernur wagub cagub bupati wabup walikota
    wali ketua ketum sekjen sekretaris direktur dirut kapolri kapolda kapolres kapolsek kabareskrim panglima jenderal letjen mayjen
    brigjen kombes kompol akbp akp ipda iptu aiptu bripka briptu brigadir irjen komjen pol kolonel letkol mayor kapten serka sersan hakim jaksa
    pengacara pengamat peneliti dosen guru ustaz ustadz kiai kyai haji hj kh habib gus pak bapak bu ibu mas mbak bang cak
    kang tuan nyonya nona saudara almarhum almarhumah pelatih striker gelandang bek kiper penyerang pembalap petenis pebulutangkis
    pemain aktor aktris artis penyanyi musisi sutradara penulis wartawan juru jubir mantan anggota politisi politikus tersangka
    terdakwa korban saksi putra putri anak istri suami raja ratu pangeran sultan paus uskup cucu kakak adik ayah
    herr frau präsident praesident bundespräsident bundeskanzler bundeskanzlerin kanzler kanzlerin minister ministerin ministerpräsident
    außenminister aussenminister finanzminister innenminister verteidigungsminister bürgermeister trainer stürmer torwart sänger sangerin sängerin schauspieler
    schauspielerin regisseur autor autorin schriftsteller könig konig königin kaiser papst bischof graf fürst prinz prinzessin
    señor senor señora senora don doña dona presidente presidenta ministro ministra rey reina principe princesa papa alcalde
    gobernador senador diputado diputada entrenador actor actriz cantante escritor escritora general coronel capitan
    monsieur madame mme mlle président premier ministre roi reine pape maire général colonel capitaine acteur actrice
    chanteur chanteuse écrivain ecrivain réalisateur realisateur
    signor signora signore re regina papa sindaco governatore senatore allenatore attore attrice cantante scrittore regista onorevole
    senhor senhora doutor doutora rei rainha prefeito prefeita governador governadora deputado deputada senador cantor cantora ator atriz
    meneer mevrouw koning koningin prins prinses paus president premier burgemeester minister trainer zanger zangeres schrijver
    pan pani prezydent premier król krol królowa ksiądz ksiadz papież papiez biskup profesor książę ksiaze książe trener aktor aktorka piosenkarz
    президент премьер министр премьер-министр король королева князь принц генерал полковник майор капитан губернатор мэр депутат сенатор папа
    патриарх епископ актер актриса певец певица писатель режиссер тренер профессор доктор господин госпожа император царь царица
    президента президентом президенту министра министром императора короля князя
    глава лидер адвокат сенатор депутат журналист журналистка блогер футболист хоккеист теннисистка певица дизайнер бизнесмен
    политолог эксперт аналитик спикер вице-премьер экс-президент врио омбудсмен митрополит маршал адмирал аятолла
    коммодор сестра брат жена муж сын дочь отец мать философ ученый физик математик поэт художник композитор
    """
)
# Beside a name: somebody speaks or acts.
PERSON_VERBS = _words(
    """
    said says told added tweeted wrote announced argued explained recalled insisted asked replied testified born died married
    kata ujar tutur ucap ungkap jelas tegas imbuh lanjut papar terang sebut menurut mengatakan menuturkan menjelaskan menegaskan
    menyatakan mengungkapkan menambahkan katanya ujarnya lahir meninggal bernama
    sagte sagt erklärte erklarte betonte meinte schrieb geboren starb laut heißt
    dijo afirmó afirmo declaró declaro aseguró aseguro señaló señalo senalo explicó explico nació nacio murió murio según segun
    déclaré declare affirmé affirme dit expliqué explique né née selon mort
    disse ha detto dichiarato nato nata morto afirmou declarou nasceu morreu segundo
    zei zegt verklaarde geboren overleed volgens powiedział powiedzial powiedziała stwierdził urodził urodzil zmarł zmarl według
    сказал сказала заявил заявила сообщил сообщила отметил родился родилась умер умерла подчеркнул
    """
)
# Before a name, by language: a place.
PLACE_PREPOSITIONS = {
    "en": _words(
        "in at near from to into outside across around towards via northern southern eastern western central downtown"
    ),
    "id": _words("di ke dari asal kawasan wilayah daerah seputar sekitar menuju warga se-"),
    "ms": _words("di ke dari kawasan wilayah daerah sekitar menuju penduduk"),
    "de": _words("in bei nach aus nahe bis ab"),
    "es": _words("en desde hacia"),
    "fr": _words("a au aux en dans vers pres depuis"),
    "it": _words("a in ad presso verso"),
    "pt": _words("em no na nos nas"),
    "nl": _words("in te naar uit bij nabij rond"),
    "pl": _words("w we do z ze na kolo pod nad przy"),
    "ru": _words("в во из на под к до около близ"),
    "uk": _words("в у до з із на під біля"),
}

PLACE_HEADS = _words(
    """
    river lake mount mt mountain mountains island islands isle bay gulf sea ocean strait valley desert peninsula cape canyon
    city town village county province district state region parish street avenue road boulevard square park bridge
    airport station port harbour harbor stadium palace castle cathedral church fort
    kota kabupaten kecamatan kelurahan desa dusun kampung provinsi propinsi jalan jl gunung pulau kepulauan sungai danau laut selat teluk
    tanjung pantai bandara pelabuhan stasiun terminal stadion gedung istana hotel masjid gereja pasar gelanggang kompleks taman monumen museum tol
    wilayah kawasan daerah kab kec pesisir lembah bukit candi
    fluss see berg insel bucht stadt dorf landkreis kreis provinz straße strasse platz bahnhof flughafen schloss burg
    río rio lago monte isla islas bahía bahia mar océano oceano ciudad villa pueblo provincia región region estado calle avenida plaza aeropuerto
    estación estacion puerto castillo palacio catedral iglesia valle sierra cerro montaña montana cabo golfo península municipio departamento distrito comunidad
    rivière riviere fleuve lac mont montagne île ile îles iles baie mer océan ville village département departement canton commune rue avenue
    place gare aéroport aeroport port château chateau palais cathédrale cathedrale église eglise vallée vallee cap golfe forêt foret
    fiume lago monte montagna isola isole baia golfo mare città citta comune provincia regione via viale piazza stazione aeroporto porto castello
    palazzo cattedrale chiesa basilica valle val passo
    rio ilha ilhas baía baia serra cidade vila município municipio província freguesia bairro rua avenida praça praca aeroporto porto castelo
    palácio palacio catedral igreja vale região regiao estádio estadio distrito concelho
    rivier meer berg eiland eilanden stad dorp gemeente provincie straat plein station vliegveld kasteel kerk
    rzeka jezioro góra gora góry gory wyspa wyspy zatoka morze ocean miasto wieś wies powiat gmina województwo wojewodztwo ulica plac dworzec
    lotnisko zamek kościół kosciol dolina półwysep polwysep dzielnica
    река озеро гора горы остров острова залив море океан город деревня село район область край округ улица площадь проспект вокзал
    аэропорт замок собор церковь долина полуостров республика станция порт реки озера горы острова города района области
    republic republik república republica république repubblica kingdom kerajaan königreich reino royaume regno koninkrijk empire imperio
    império impero королевство империя staat imperium królestwo krolestwo
    """
)
ORGANISATION_HEADS = _words(
    """
    university college institute school academy bank ministry department party council commission committee agency office bureau
    authority board court union association federation confederation league club team company corporation corp inc ltd llc plc group holdings
    foundation society church army navy force forces police guard brigade regiment battalion division corps command fleet airlines airways
    records pictures entertainment studios studio productions press media news times post journal gazette tribune magazine television radio network
    orchestra band choir theatre theater hospital laboratory laboratories center centre museum library fund trust
    parliament congress senate assembly government administration united fc f.c sc cf ac afc rc bc motors industries systems technologies software
    energy petroleum oil steel partners capital insurance brothers enterprises solutions services railways railway
    universitas institut sekolah sma smp smk sd akademi bank kementerian kemen departemen partai dewan komisi komite badan lembaga kantor
    dinas mahkamah pengadilan kejaksaan serikat persatuan perserikatan asosiasi federasi ikatan himpunan klub perusahaan pt cv tbk ud yayasan majelis organisasi
    tentara angkatan kepolisian polda polres polsek polrestabes kodam kodim koramil brigade batalyon pemerintah pemprov pemkot pemkab pemda fraksi dpp dpd dpw
    dpc koalisi forum front gerakan aliansi harian koran majalah tabloid stasiun televisi rs rsud rsup puskesmas satpol satgas tim timnas pansus
    perum pdam bpbd ditjen direktorat kedutaan kedubes konsulat panitia bursa
    universität universitaet hochschule institut schule bank ministerium bundesministerium amt partei rat kommission ausschuss agentur behörde behorde gericht
    bundesgericht verband verein bund gesellschaft gmbh ag kg se ev e.v stiftung kirche armee polizei bundespolizei landtag verlag zeitung orchester sv tsv vfl vfb fsv sc
    fc spvgg tus rundfunk landgericht landkreistag
    universidad universidade université universite università universita instituto institut istituto escuela école ecole scuola escola colegio collège college liceo
    banco banque banca ministerio ministère ministere ministero ministério partido parti partito consejo conseil consiglio conselho comisión comision commission
    commissione comissão comissao comité comite comitato comitê agencia agence agenzia agência oficina autoridad tribunal corte cour tribunale asociación asociacion association
    associazione associação associacao federación federacion fédération federation federazione federação federacao liga ligue lega club clube empresa compañía compania compagnie
    compagnia companhia società societa société societe sociedad sociedade grupo groupe gruppo fundación fundacion fondation fondazione fundação fundacao ejército ejercito armée armee esercito exército exercito
    policía policia police polizia polícia guardia orquesta orchestre orchestra orquestra teatro hospital congreso senado gobierno gouvernement governo parlamento parlement
    sa s.a spa s.p.a srl s.r.l sl cd ud ca deportivo atlético atletico sporting real racing unión union olympique stade sindicato confederación selección seleccion équipe seleção selecao
    sociedade diario jornal periódico journal
    universiteit hogeschool ministerie partij raad commissie rechtbank bond vereniging stichting bv b.v nv n.v vv leger politie krant omroep
    uniwersytet politechnika instytut szkoła szkola akademia ministerstwo partia rada komisja komitet urząd urzad sąd sad związek zwiazek stowarzyszenie klub spółka spolka fundacja wojsko
    policja orkiestra teatr ks gks rks mks azs armia dywizja pułk pulk brygada zespół zespol reprezentacja
    университет институт академия школа банк министерство партия совет комиссия комитет агентство управление суд союз ассоциация федерация клуб компания корпорация
    общество фонд армия полиция театр оркестр издательство газета завод ооо оао зао пао дивизия полк бригада фк хк мчс мвд минобороны университета института академии
    министерства партии совета комитета сборная
    """
)
# Good as the last word only.
ORGANISATION_TAILS = _words(
    "inc corp ltd llc plc gmbh ag sa s.a spa nv bv co company corporation group holdings fc f.c cf sc ac afc airlines airways records pictures "
    "entertainment studios united city rovers wanderers athletic albion hotspur town county university college institute association federation "
    "foundation league navy institute agency party bank union council committee commission agency ministry department court police army persero tbk news times post "
    "motors industries systems technologies society church orchestra band brothers rangers warriors lions tigers bears eagles giants "
    "spurs mets yankees cavaliers hawks grizzlies lakers clippers celtics knicks nets bulls pistons pacers bucks heat magic wizards hornets "
    "raptors suns nuggets jazz timberwolves mavericks rockets pelicans thunder blazers kings cowboys redskins patriots jets dolphins steelers ravens "
    "browns bengals colts texans jaguars titans broncos chiefs raiders chargers packers vikings falcons panthers saints buccaneers cardinals rams "
    "seahawks 49ers dodgers cubs braves marlins phillies nationals orioles rays astros athletics mariners padres rockies diamondbacks twins royals "
    "indians brewers reds pirates bruins sabres canadiens senators leafs hurricanes capitals penguins flyers islanders devils blackhawks wings "
    "predators blues stars avalanche oilers flames canucks sharks ducks coyotes wolves bulldogs wildcats huskies trojans longhorns buckeyes "
    "кингз рейнджерс галатасарай club клуб"
)
# Neither people, places nor organisations although written with a capital.
NOT_NAMES = _words(
    """
    i im monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november
    december jan feb mar apr jun jul aug sep sept oct nov dec senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret mei juni juli
    agustus oktober desember montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz marz dezember english french german spanish
    italian russian chinese japanese arabic dutch polish portuguese american british israeli palestinian palestinians israelis iranian iraqi syrian
    turkish greek ukrainian indian pakistani afghan korean australian canadian mexican brazilian european african asian latin islamic muslim
    muslims christian christians jewish jews catholic protestant buddhist hindu sunni shiite shia arab arabs americans russians germans ukrainians
    chinese indonesian malaysian thai vietnamese filipino swedish norwegian danish finnish irish scottish welsh swiss austrian belgian hungarian czech
    romanian bulgarian serbian croatian egyptian saudi lebanese jordanian nigerian kenyan argentine colombian venezuelan cuban roman greeks romans islam
    christianity catholicism ramadan ramadhan lebaran idul fitri adha natal christmas easter olympics olympic covid covid-19 coronavirus rp rm usd internet tv dvd cd pc
    gps sms www http https am pm ad bc wib wita wit no nr nomor tahun km
    kg facebooker phd mba ok okay vs photo foto video live update breaking baca also read quran alquran al-quran al-qur'an bible alkitab olimpiade
    asean_games ham ktp sim stnk bbm apbn apbd uu perppu pilkada pilpres pemilu pileg puasa nazi nazis soviet god gott dios dieu dio deus allah tuhan
    anda kita kami mereka dia ia saya aku beliau ini itu he she we you they it ich sie wir er es ihr je nous vous il elle ils yo ella nosotros io lui noi voi
    ele ela nos ik hij zij wij on ona oni my wy я он она мы вы они
    dna rna ai pr usb html xml pdf suv lp hiv aids gdp pib pdb ceo cfo cto cpu led lcd fm ngo ngos bce ce bc mb gb hz mhz ghz
    mou hp sd smp sma s1 s2 s3 umkm wni wna phk thr lrt mrt krl
    nel nella nello nelle negli nei dal dalla dallo dalle dagli dai sul sulla sullo sulle sugli sui alla alle allo agli della delle dello degli
    munas munaslub bab seul seule selon solo doyen etats
    lord jesus_christ abad juara premiership oscars grammys grammy baftas bafta emmys xbox playstation linux android
    eurozone eurobond brexit celsius fahrenheit euro euros rupiah dolar dollar halloween
    """
)

# Words whose holder governs the place that follows: "Gubernur Jawa Tengah Ganjar Pranowo".
RULERS_OF_PLACES = _words(
    "gubernur bupati walikota wali wagub wabup wakil kapolda kapolres presiden pm raja ratu sultan menlu dubes warga mayor governor "
    "president"
)
# Before a name: a company, club, group or paper.
ORGANISATION_CUES = _words(
    "klub perusahaan partai kader fraksi maskapai emiten situs harian kantor tim band grup laman media operator produsen skuat kubu "
    "club company firm party band team newspaper label carrier startup network publisher "
    "verein unternehmen konzern partei firma band hersteller klub gruppe "
    "club empresa compania partido equipo banda grupo diario sello equipe entreprise societe parti groupe journal label "
    "squadra societa azienda partito gruppo casa etichetta equipe empresa clube jornal gravadora "
    "bedrijf partij ploeg krant zespol klub firma partia druzyna клуб компания компании компанию партия партии фирма группа группы клуба клубе "
    "dilansir dikutip melansir"
)

# First word of a place's name: "North Dakota", "Нижняя Саксония".
PLACE_FIRST = _words(
    "north south east west northern southern eastern western new upper lower great saint san santa sankt sint los las noord zuid oost "
    "san sao nord sud süd est ouest ost nueva nuevo nova novo nouvelle norte sur sul este oeste alto baja basse haute bas haut vieux "
    "upper ober unter bad alt neu северный северная северное северной северного южный южная южной южного восточный восточная восточной "
    "восточного западный западная западной западного верхняя верхний верхней нижняя нижний нижней новый новая новой новые великий "
    "północna południowa wschodnia zachodnia polnocna poludniowa nowy nowa wielka mala górna dolna republik kota "
)
# Generic ending of a place's name written as one word, in Germanic languages.
PLACE_WORD_ENDINGS = (
    "straat straße strasse gasse weg plein platz kanaal kanal oceaan ozean see meer gebirge gebergte wald bos park plantsoen kathedraal "
    "kathedrale kirche kerk museum brücke brug insel eiland eilanden inseln fluss burg schloss kasteel station bahnhof hafen haven tal dal "
    "flughafen luchthaven stadion polder laagland"
).split()
# An Indonesian office or ministry by its clipped name.
OFFICE_PREFIXES = (
    "kemen",
    "depko",
    "bappe",
    "dishub",
    "disdik",
    "pemkot",
    "pemkab",
    "pempro",
    "polda",
    "polres",
    "polse",
    "kejat",
    "kejar",
    "setne",
    "sekne",
    "dinke",
    "dinso",
)
MINISTER_PREFIXES = (
    "menko",
    "menkom",
    "menda",
    "mendi",
    "menhu",
    "menke",
    "menlu",
    "menpa",
    "menpo",
    "menri",
    "menso",
    "menta",
    "menak",
    "menag",
    "mensesn",
    "wamen",
    "dirjen",
    "dirut",
    "kadis",
    "kabag",
    "kabid",
    "kapus",
    "kasat",
    "kades",
    "kepala",
)

# Words that are no city's name here, although a city somewhere bears it.
GENERIC_WORDS = NOT_NAMES | PERSON_TITLES | ORGANISATION_HEADS | PLACE_HEADS

# Small generic words that Indonesian and Malay count to the name.
SMALL_HEADS = frozenset(
    "jalan jl gunung pulau kabupaten desa dusun kecamatan kelurahan gedung stadion kementerian".split()
)
# Small words that end a name even after an organisation's or a place's generic word.
NEVER_INSIDE = {
    "en": frozenset(("in", "on", "at", "a", "to", "and the", "im", "an")),
    "id": frozenset(("di", "untuk", "la")),
    "de": frozenset(
        (
            "in",
            "im",
            "am",
            "und",
            "an",
            "auf",
            "in der",
            "in den",
            "der",
            "den",
            "dem",
            "des",
            "die",
            "ob",
            "bei",
            "und der",
        )
    ),
    "fr": frozenset(("a", "en", "et", "et le", "et la", "en la", "sur", "aux", "au")),
    "es": frozenset(("en", "en el", "en la", "y el", "y la", "a", "al", "a la", "y")),
    "it": frozenset(("a", "e", "e il", "e la", "in")),
    "pt": frozenset(("a", "e", "em", "e a", "e o", "na", "no", "ao")),
    "nl": frozenset(("in", "en", "op", "in de", "en de", "voor", "aan")),
    "pl": frozenset(("w", "i", "na", "z", "do")),
    "ru": frozenset(("в", "на", "и", "из", "к", "по")),
}
# German offices and trades, which stand before the name; folded.
OFFICE_ENDINGS = tuple(
    fold(word)
    for word in (
        "minister ministerin führer führerin sprecher sprecherin leiter leiterin präsident präsidentin chef chefin meister meisterin "
        "direktor direktorin sekretär sekretärin kanzler kanzlerin richter richterin anwalt anwältin beauftragter beauftragte vorsitzender "
        "vorsitzende abgeordneter abgeordnete forscher forscherin trainer trainerin spieler spielerin rätin kommissar kommissarin "
        "professor professorin inspektor inspektorin kapitän politiker politikerin experte expertin wissenschaftler wissenschaftlerin "
        "händler händlerin fahrer fahrerin lehrer lehrerin ärztin arzt ermittler ermittlerin vermittler vermittlerin regisseur regisseurin "
        "ökonom ökonomin analyst analystin mediator mediatorin bäuerin bauer wirt wirtin deichgraf generalin general"
    ).split()
)
GERMAN_PLACE_NOUNS = frozenset(
    "ort hauptstadt kreisstadt gemeinde dorf ortschaft kleinstadt hafenstadt".split()
)
# Behind these a German word is a noun: towns and people have no article.
GERMAN_ARTICLES = frozenset(
    "der die das dem den des ein eine einen einem einer eines im am zum zur beim vom ins ans kein keine keinen diese "
    "dieser diesem diesen dieses jede jeder jedem jeden ihr ihre ihren ihrem seine seinen seinem unser unsere".split()
)
AMBIGUOUS_PARTICLES = {
    "en": frozenset(("a", "as", "an", "on")),
    "fr": frozenset(("de la", "des", "du", "le", "la")),
    "id": frozenset(("di", "dan")),
    "pt": frozenset(("as", "e", "a")),
    "es": frozenset(("y", "al", "a")),
    "it": frozenset(("da", "al", "la")),
    "de": frozenset(("der", "den", "zu", "am")),
    "nl": frozenset(("y", "te", "la")),
    "pl": frozenset(("ze", "z", "i")),
}
