"""What tells close languages apart: scripts, characters, function words, and how common languages are.

Function words are our own lists. A weight is in the same unit as the identifier's scaled score: 1.0 makes
a language e times likelier per distinct word found.
"""

from collections.abc import Mapping

# First code point, last code point, language: scripts that one language has to itself in the news.
SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x1F00, 0x1FFF, "el"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "km"),
    (0x3040, 0x30FF, "ja"),
    (0x31F0, 0x31FF, "ja"),
    (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "ko"),
)

# Labels of the identifier that are a dialect or an old name of what Kabar says.
SAME_LANGUAGE: Mapping[str, str] = {
    "wuu": "zh",
    "yue": "zh",
    "ext": "es",
    "arz": "ar",
    "ary": "ar",
    "sdh": "ku",
    "gug": "gn",
    "kik": "ki",
    "grc": "el",
    "hbo": "he",
    "uzs": "uz",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "jw": "jv",
    "nb": "no",
    "mo": "ro",
    "fil": "tl",
    "cmn": "zh",
    "zsm": "ms",
    "arb": "ar",
    "pes": "fa",
    "prs": "fa",
    "sh": "sr",
}

# Languages in which newsrooms publish much, by three steps; all others get RARE.
_MOST = "en id es de fr ar zh ru ja pt it"
_MANY = "nl pl tr vi ko fa hi uk sv cs ro hu el th he da no fi bn ur ms ta bg"
_SOME = (
    "sr hr sk sl lt lv et sq mk bs ka hy az kk ky uz be is ga ca eu gl af sw am my km lo ne si te kn ml mr gu pa "
    "or tl mn ha yo ig so ps ku zu xh mt lb jv su"
)
PRIOR: Mapping[str, float] = {
    **dict.fromkeys(_SOME.split(), 0.5),
    **dict.fromkeys(_MANY.split(), 0.9),
    **dict.fromkeys(_MOST.split(), 1.2),
}
RARE = 0.0
HINTED = 1.6  # the feed or page says so
PREFERRED = 0.4  # the configuration expects it

# Words that one of two close languages uses and the other does not, or spells otherwise.
FUNCTION_WORDS: Mapping[str, tuple[float, str]] = {
    "id": (
        0.6,
        "bahwa karena bisa kantor mobil perusahaan berbeda universitas televisi polisi rumah_sakit dolar rupiah "
        "miliar triliun senin rabu kamis jumat minggu januari februari maret april juni juli agustus oktober november "
        "desember gubernur bupati wali_kota walikota kota provinsi kabupaten kecamatan partai pemilu gempa_bumi tewas "
        "kesehatan informasi aktivitas kualitas fasilitas komunitas berdasarkan biaya pabrik sepeda_motor kereta_api "
        "bandara paspor ilmuwan peneliti siswa mahasiswa karyawan usai jadi bikin gara-gara nih banget gak enggak nggak "
        "cuma ternyata wib jl dpr kpk polri tni pns bumn mpr pilkada pilpres jokowi prabowo persen sore prancis "
        "inggris spanyol mesir selandia_baru amerika_serikat tiongkok jepang korsel uni_eropa swiss swedia brasil "
        "eropa yunani italia selatan_korea dokter pasien hewan bagian sebagian kasus yaitu nomor olahraga uang rusak "
        "sepak_bola sepakbola pertandingan pelatih gol_ laki-laki pria anak-anak bayi_ istri suami_ sekolah_dasar "
        "kepolisian tersangka pengadilan jaksa hukuman penjara_ korupsi demonstrasi unjuk_rasa bentrok aparat "
        "pemerintahan kebijakan rapat pertemuan sidang kerja_sama pelayanan layanan pengguna aplikasi ponsel gawai "
        "unggah unduh warganet netizen viral_ heboh bareng ketemu ngaku curhat ala_ seru keren kayak buat_ punya "
        "mulai tahun_lalu bulan_lalu pekan pekan_lalu kemarin hari_ini_ besok lusa nanti pagi_ siang malam_ini tadi "
        "merasa butuh membutuhkan memiliki menjelaskan menuturkan ungkap ujar tutur tuturnya ujarnya imbuhnya katanya "
        "tandasnya pungkasnya lanjutnya jelasnya jelas_ kata_ terkait soal sementara_itu namun_ tetapi_ melainkan "
        "teknisi insinyur arsitektur spesies partikel elektron energi kimia_ fisika biologi ilmu sains_ teori_ "
        "materi gelap_ listrik minyak_bumi bensin solar_ rem ban truk bus kapal_laut helikopter pesawat_terbang "
        "bioskop sutradara aktris penyanyi album_ konser festival_ musisi penonton artis sinetron film sepatu celana "
        "bulu_tangkis bulutangkis balap juara_dunia medali_emas klasemen babak turnamen klub pemain_ kiper wasit "
        "makanan_ resep_ bumbu kue sayur_ daging_ sapi_ ayam_ beras nasi_ sembako harga_beras bbm subsidi utang kredit "
        "saham investasi ekspor impor bank_indonesia cadangan anggaran pajak tarif inflasi pertumbuhan_ekonomi "
        "bencana_alam banjir_ longsor kebakaran_hutan asap_ gunung_api letusan pengungsi bantuan_ posko relawan "
        "asisten manajer direktur ketua_umum sekretaris wakil_presiden menteri_luar_negeri juru_bicara jubir",
    ),
    "ms": (
        0.85,
        "kerana boleh kerajaan syarikat bandar bandar-bandar ialah pelbagai manakala sekiranya berbanding hendak "
        "mahu beliau oleh_itu walau_bagaimanapun bagaimanapun televisyen universiti ringgit bilion trilion isnin khamis "
        "jumaat ahad mac jun julai ogos disember pilihan_raya parlimen mangsa kesihatan maklumat "
        "aktiviti kualiti fasiliti komuniti kemudahan bahawa sehinggakan selepas berkesan pasukan kilang basikal "
        "motosikal keretapi lapangan_terbang pasport kakitangan saintis penyelidik penyelidikan kajian "
        "cikgu peratus petang perancis britain sepanyol itali greece new_zealand amerika_syarikat jepun "
        "kesatuan_eropah eropah switzerland sweden brazil finland denmark croatia seramai "
        "antarabangsa tempatan mengikut menerusi perlawanan kejohanan jurulatih penjaring kanak-kanak adakah "
        "sahaja semasa sewaktu mesyuarat perniagaan pengurusan peperiksaan tentera mahkamah peguam dakwaan "
        "datuk tan_sri dato umno pkr putrajaya kuala_lumpur selangor johor sabah sarawak juruterbang "
        "berlaku berlakunya kesemua sesetengah begitu_juga dijumpai didapati ditubuhkan mempunyai wang "
        "doktor pesakit haiwan bahagian sebahagian kes kes-kes iaitu nombor sukan filem sains dijangka kurun "
        "lawatan melawat berkenaan berkongsi kebanyakannya matlamat persekitaran "
        "kelmarin anda_boleh tingkap tetamu penginapan tempahan menempah memandu pemandu jalan_raya jalanraya luar_bandar "
        "laluan persisiran pesisiran kapal_terbang tiket_penerbangan bas teksi salji ais bot nisbah "
        "jirim cahaya_ haba unsur_ akhir_sekali sekurang-kurangnya semulajadi semula_jadi "
        "dihadapan belakang_ merangkumi pertunjukkan tarian_ nyanyian setem rekaan reka_bentuk "
        "tradisional_ kemuncak semenanjung kepulauan_ berasingan tidak_akan_ akan_datang pada_masa "
        "pendapatan_ pekerjaan_ melaporkan_ dilapor dilaporkan_ mengesahkan disyaki dipercayai memaklumkan "
        "dimaklumkan sidang_media sidang_akhbar pemberita wartawan_ katanya_ ujarnya_ ketua_polis kementerian_ "
        "setiausaha timbalan naib_presiden pengerusi menteri_besar adun ahli_parlimen pembangkang pengundi mengundi "
        "suspek tahanan_ reman hukum_ jel denda_ dibicarakan tertuduh plaintif pendakwa_raya rasuah sprm "
        "lebuh_raya lebuhraya kemalangan_jalan_raya nahas lori treler van_ penunggang pembonceng bomba jkr jpj pdrm "
        "vaksin_ suntikan hospital klinik_ jangkitan dijangkiti wabak influenza_ kuarantin_ kematian_ "
        "sekolah_menengah sekolah_rendah pelajaran_ ibu_bapa warga_emas orang_ramai orang_awam golongan_ warganegara "
        "bola_sepak olahraga_ sukan_ acara_ pingat_emas pingat juara_ liga_super naib_juara "
        "seterusnya sebelum_ini_ ketika_ini kini_ yang_lepas tahun_lepas bulan_lepas minggu_lepas minggu_lalu esok "
        "pun_begitu malahan walhal sungguhpun biarpun_ hanyalah sebaliknya_ kepada_ bagi_ beribu berjuta "
        "kereta membeli-belah barangan saham_ pelaburan pelabur melabur eksport import "
        "ekonomi_ perdagangan_ pengeluar pertanian_ peladang nelayan_ perhutanan_ getah",
    ),
    "su": (
        0.9,
        "anu jeung nyaeta nyaéta teu geus nu dina pikeun sareng aya urang boga kudu éta eta ieu ku ti ka mah oge ogé "
        "lamun sanajan atawa henteu moal bisa_waé leuwih gedé loba saurang hiji dua_ opat genep tujuh_ salapan "
        "waktu_éta manéhna maranéhna maranehna manehna anjeun anjeunna kuring arek bakal_ keur bari tapi sabab kawas "
        "siga saperti ayeuna kamari isukan taun poé poe peuting beurang sakabéh sakabeh kabéh sababaraha unggal "
        "jalma lalaki awéwé awewe budak imah cai seuneu nepi sanggeus saméméh samemeh sabada ngeunaan antara ngan "
        "janten tiasa dupi nalika janteun teh téh wae waé baé nyaho nyebut disebutkeun ngabogaan miboga ngarupakeun mangrupa mangrupakeun mangsa kalawan ngaliwatan kaasup kudu_ lantaran alatan sabalikna ngajadi ngajadikeun jadi_ dijieun diwangun ngawangun kota_ wewengkon nagara saterusna satuluyna panalungtik élmuwan masarakat pangaruh babandingan jelema aranjeunna anjeunna pamaréntah pamarentah rupa-rupa hésé babari ngora kolot kulon wétan wetan kalér kaler kidul ngagunakeun ngalakukeun nyieun nyebutkeun dianggap disebut kajadian kacida pisan",
    ),
    "jv": (
        0.45,
        "lan ing kang sing marang saka uga iki kuwi ora wis dadi kanggo utawa karo menyang ana isih amarga yaiku "
        "nalika supaya dening kasebut para wong bocah omah banyu geni dina_ taun wengi awan kabeh saben akeh sithik "
        "gedhe cilik anyar lawas apik elek mlaku mangan turu ngombe duwe gawe ngomong weruh krungu ndhuwur ngisor "
        "njero njaba ngarep mburi siji loro telu papat lima_ enem pitu wolu sanga sepuluh yen nanging banjur tansah",
    ),
    "no": (0.3, "ikke være også blir hvor fra av på til etter noe noen hva hvordan kjøre sier"),
    "nn": (0.5, "ikkje vera vere også_ korleis kva kvar frå eit ein nokre nokon dei sjølv berre meir seier"),
    "da": (0.3, "ikke_ være_ også_ bliver hvor_ fra_ af på_ til_ efter_ noget nogle hvad hvordan_ siger"),
    "hr": (
        0.6,
        "tisuća tisuće tko što uvjet uvjeti europe europski europska općina tijekom glede znanstvenik "
        "sustav vlak zrak kolovoza rujna listopada studenoga prosinca siječnja veljače ožujka travnja svibnja "
        "lipnja srpnja glazba nogomet_ tjedan sveučilište povijest vjerojatno izvješće zračna_luka točno tvrtka",
    ),
    "bs": (
        0.6,
        "hiljada hiljade ko šta uslov uslovi evrope evropski evropska opština općina_ tokom historija "
        "naučnik sistem voz avgust august septembar oktobar novembar decembar januar februar sedmica sedmice "
        "kompanija univerzitet muzika fudbal bosne bosna hercegovine sarajevo vjerovatno izvještaj tačno lahko kahva",
    ),
}

# Characters that only one of the two forms of written Chinese uses.
SIMPLIFIED = frozenset(
    "这国个来们为时会发对学说现经过问关无应还动进开间让给从见长东车马门书记话语让讲谁该请读许论设访证评识诉试"
    "词译详语误课调谈谢议认计订讨训诗诚谋谓谣财责贤败账货质贩贪贫购贯贴贵贷贸费贺资赏赔赖赛赞赢赵趋跃践转轮软轻载较辆"
    "输边达迁运违连迟适选递遗邓邮邻郑里重钟钢钱铁银锁错键锋镇长闭闻阅阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾预领颁频颖题额风飞饭饮"
    "馆驱驶驻骂验骗鱼鲁鲜鸟鸡鸣鸿麦黄龙齐龄专业丛丝两严丧丰临举义乌乐乔习乡买乱争亏亚产亩亲亿仅仓仪价众优伙伞伟传伤伦伪体余"
    "佣侠侦侨俩债倾储儿兰兴养兽内冈册写军农冲决况冻净凉减凤凭凯击创别删剂剑剧劝办务劳势勋区医华协单卖卢卫却厂厅历厉压厌厕县参双变叙叶号叹吓吕"
    "听启吴员响哑唤啸团园围图圆圣场坏块坚坛坟坠垒垦声处备够头夺奋奖妇妈姗娱孙宁宝实宠审宪宫宽宾寻导寿将尔尘尝层届属岁岛币师帐帮带广庄庆库庙废异弃张弹强归当录彻"
)
TRADITIONAL = frozenset(
    "這國個來們為時會發對學說現經過問關無應還動進開間讓給從見長東車馬門書記話語講誰該請讀許論設訪證評識訴試"
    "詞譯詳誤課調談謝議認計訂討訓詩誠謀謂謠財責賢敗賬貨質販貪貧購貫貼貴貸貿費賀資賞賠賴賽贊贏趙趨躍踐轉輪軟輕載較輛"
    "輸邊達遷運違連遲適選遞遺鄧郵鄰鄭裡鐘鋼錢鐵銀鎖錯鍵鋒鎮閉聞閱陽陰陣階際陸陳險隨隱難霧靜韓頁頂項順須顧預領頒頻穎題額風飛飯飲"
    "館驅駛駐罵驗騙魚魯鮮鳥雞鳴鴻麥黃龍齊齡專業叢絲兩嚴喪豐臨舉義烏樂喬習鄉買亂爭虧亞產畝親億僅倉儀價眾優夥傘偉傳傷倫偽體餘"
    "傭俠偵僑倆債傾儲兒蘭興養獸內岡冊寫軍農衝決況凍淨涼減鳳憑凱擊創別刪劑劍劇勸辦務勞勢勳區醫華協單賣盧衛卻廠廳歷厲壓厭廁縣參雙變敘葉號嘆嚇呂"
    "聽啟吳員響啞喚嘯團園圍圖圓聖場壞塊堅壇墳墜壘墾聲處備夠頭奪奮獎婦媽姍娛孫寧寶實寵審憲宮寬賓尋導壽將爾塵嘗層屆屬歲島幣師帳幫帶廣莊慶庫廟廢異棄張彈強歸當錄徹"
)
