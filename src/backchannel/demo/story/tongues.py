"""What people say in other languages and scripts: openings and sentences that fit together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """Any opening may stand before any sentence. `gap` joins them. Sentences may be questions."""

    openings: tuple[str, ...]
    sentences: tuple[str, ...]
    gap: str = " "


TONGUES = {
    "cy": Tongue(
        ("Bore da bawb.", "Diddorol iawn!", "Yn gwylio o bell.", "Diolch am y sesiwn."),
        (
            "Beth am fesur yr hyn sy'n bwysig i drigolion?",
            "Mae'r tabl yn edrych yn daclus, ond pwy sy'n ei ddarllen?",
            "Pwynt da am lyfrgelloedd.",
            "Oes modd cael y sleidiau yn Gymraeg?",
            "Rydym yn gwneud hyn yn barod yn ein cyngor ni.",
            "Llai o rifau, mwy o wrando.",
            "Sut mae esbonio hyn i gynghorwyr newydd?",
        ),
    ),
    "de": Tongue(
        ("Guter Punkt.", "Grüße aus dem Rathaus.", "Aus Reihe zwölf:", "Zum Mitschreiben:"),
        (
            "Wer misst eigentlich, was die Kennzahlen kosten?",
            "Ranglisten erklären nichts, sie beschämen nur.",
            "Wir zählen Anrufe, aber nicht die gelösten Anliegen.",
            "Gibt es die Folien später zum Herunterladen?",
            "Weniger Berichte, mehr Gespräche mit den Bürgerinnen und Bürgern!",
            "Das Straßenverzeichnis der Schlaglöcher ist öffentlich und wird gelesen.",
            "Bitte etwas langsamer, die Übersetzung kommt nicht mit.",
        ),
    ),
    "fr": Tongue(
        ("Bonjour à tous !", "Très juste.", "Depuis la mairie :", "À retenir :"),
        (
            "On mesure les délais, jamais la confiance.",
            "Qui a accès aux données brutes ?",
            "Le classement ne dit rien des petites communes.",
            "La bibliothèque reste le meilleur tableau de bord.",
            "Est-ce que quelqu'un a essayé avec les habitants ?",
            "Moins d'indicateurs, plus d'écoute.",
            "Peut-on ralentir un peu ? Les sous-titres n'y arrivent plus.",
        ),
    ),
    "es": Tongue(
        ("¡Buenos días!", "Muy buena idea.", "Desde el ayuntamiento:", "Apunto:"),
        (
            "¿Alguien mide resultados y no solo trámites?",
            "La tabla no explica por qué funciona.",
            "Menos indicadores y más conversación con los vecinos.",
            "¿Dónde se pueden descargar las diapositivas?",
            "Aquí lo publicamos cada semana, con errores incluidos.",
            "El pueblo pequeño también cuenta, ¿no?",
            "No se oye nada en la retransmisión.",
        ),
    ),
    "pl": Tongue(
        ("Dzień dobry!", "Dobra uwaga.", "Pozdrawiam z urzędu.", "Notuję:"),
        (
            "Czy ktoś mierzy skutki, a nie tylko liczbę spraw?",
            "Ranking nie pokazuje, kto naprawdę czekał.",
            "Mniej wskaźników, więcej rozmów z mieszkańcami.",
            "Gdzie znajdę prezentację?",
            "U nas dane o dziurach w jezdni są jawne od roku.",
            "Za szybko, tłumaczka nie nadąża.",
            "Świetny przykład z biblioteki!",
        ),
    ),
    "uk": Tongue(
        ("Добрий день!", "Слушна думка.", "Дивлюся онлайн.", "Занотую:"),
        (
            "Хто питав мешканців, що для них важливо?",
            "Рейтинг не показує, хто справді чекав.",
            "Менше показників, більше розмов.",
            "Чи будуть слайди після сесії?",
            "У нас дані про ремонти відкриті вже рік.",
            "Їжаки теж користуються нашими парками 🦔",
            "Звук зник, чи тільки в мене?",
        ),
    ),
    "ar": Tongue(
        ("صباح الخير.", "نقطة مهمة.", "أتابع من بعيد.", "ملاحظة:"),
        (
            "هل يقيس أحد النتائج وليس عدد المعاملات؟",
            "الترتيب لا يقول شيئًا عن الثقة.",
            "نحتاج إلى مؤشرات أقل وحوار أكثر مع السكان.",
            "أين يمكن تنزيل الشرائح؟",
            "نشرنا بيانات الطرق في ٢٠٢٥ وقرأها الناس.",
            "الصوت غير واضح في البث.",
            "المكتبة هي أفضل لوحة قياس.",
        ),
    ),
    "fa": Tongue(
        ("سلام به همه.", "نکتهٔ خوبی است.", "از دور می‌بینم.", "یادداشت:"),
        (
            "چه کسی نتیجه‌ها را می‌سنجد، نه تعداد پرونده‌ها را؟",
            "رتبه‌بندی چیزی دربارهٔ اعتماد نمی‌گوید.",
            "شاخص‌های کمتر، گفت‌وگوی بیشتر.",
            "اسلایدها را از کجا می‌توان گرفت؟",
            "کتاب‌خانه‌ها بهترین نمونه‌اند.",
            "صدا نمی‌آید، شما می‌شنوید؟",
            "خانه‌های نمناک را هم بشماریم.",
        ),
    ),
    "he": Tongue(
        ("בוקר טוב.", "נקודה טובה.", "צופה מרחוק.", "לרשום:"),
        (
            "מישהו מודד תוצאות ולא רק מספר פניות?",
            "הדירוג לא אומר דבר על אמון.",
            "פחות מדדים, יותר שיחות עם התושבים.",
            "איפה אפשר להוריד את המצגת?",
            "אצלנו הנתונים פתוחים כבר שנה.",
            "לא שומעים כלום בשידור.",
            "הספרייה היא לוח המחוונים הכי טוב.",
        ),
    ),
    "hi": Tongue(
        ("नमस्ते सबको।", "अच्छी बात।", "दूर से देख रही हूँ।", "नोट:"),
        (
            "क्या कोई परिणाम मापता है, सिर्फ़ आवेदन नहीं?",
            "रैंकिंग भरोसे के बारे में कुछ नहीं बताती।",
            "कम सूचक, ज़्यादा बातचीत।",
            "स्लाइड कहाँ मिलेंगी?",
            "हमारे यहाँ सड़कों का आँकड़ा सबके लिए खुला है।",
            "आवाज़ नहीं आ रही है।",
            "पुस्तकालय सबसे अच्छा उदाहरण है।",
        ),
    ),
    "th": Tongue(
        ("สวัสดีค่ะ", "เห็นด้วย", "ดูอยู่ทางไกล", "จดไว้:"),
        (
            "มีใครวัดผลลัพธ์จริง ๆ บ้างไหม?",
            "การจัดอันดับไม่ได้บอกเรื่องความไว้วางใจ",
            "ตัวชี้วัดน้อยลง คุยกันมากขึ้น",
            "ขอสไลด์ได้ที่ไหนคะ",
            "ห้องสมุดเป็นตัวอย่างที่ดี",
            "ไม่ได้ยินเสียงเลย",
            "ที่นี่เปิดเผยข้อมูลถนนทุกสัปดาห์",
        ),
    ),
    "ja": Tongue(
        ("おはようございます。", "なるほど。", "遠くから見ています。", "メモ："),
        (
            "成果を測っている自治体はありますか？",
            "順位表は信頼について何も語らない。",
            "指標は少なく、対話は多く。",
            "スライドはどこで手に入りますか？",
            "図書館の例がとても良かったです。",
            "音が聞こえません。",
            "うちの町では道路の穴の地図を毎週公開しています。",
        ),
        gap="",
    ),
    "zh": Tongue(
        ("大家好。", "说得好。", "远程观看中。", "记一下："),
        (
            "有人衡量结果，而不只是数量吗？",
            "排名说明不了信任。",
            "少一点指标，多一点对话。",
            "幻灯片在哪里下载？",
            "图书馆的例子很好。",
            "听不到声音。",
            "我们每周公开道路维修数据。",
        ),
        gap="",
    ),
    "ko": Tongue(
        ("안녕하세요.", "좋은 지적입니다.", "멀리서 보고 있어요.", "메모:"),
        (
            "건수가 아니라 결과를 재는 곳이 있나요?",
            "순위표는 신뢰에 대해 아무것도 말해 주지 않아요.",
            "지표는 적게, 대화는 많이.",
            "슬라이드는 어디서 받을 수 있나요?",
            "도서관 사례가 참 좋았습니다.",
            "소리가 안 들려요.",
            "우리 시는 도로 보수 자료를 매주 공개합니다.",
        ),
    ),
}
