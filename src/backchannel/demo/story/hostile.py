"""Posts by people who mean harm, invented: what a terminal, a page or a parser must survive."""

from __future__ import annotations

from html import escape

_ESC = "\x1b"


def _shown(text: str) -> str:
    """HTML whose text is `text`, as a careless server would pass it on."""
    return f"<p>{escape(text)} #CouncilsConnect</p>"


PAYLOADS = (
    ("title", _shown(f"A harmless post{_ESC}]0;the title is mine{_ESC}\\ about bins")),
    ("clipboard", _shown(f"Look at this{_ESC}]52;c;Y3VybCBldmlsLmV4YW1wbGU={_ESC}\\ chart")),
    ("colours", _shown(f"Everything is {_ESC}[31;1;5mred{_ESC}[2J{_ESC}[H now")),
    ("eight bit", _shown("An old trick: \x9b31mred again\x9c and a bell\x07\x07\x07")),
    ("bidi", _shown("Invoice total: \u202e00.01£ tsuj si siht\u202c, honest \u2066isolated\u2069")),
    ("zalgo", _shown("T" + "\u0301\u0316\u0338\u0334" * 40 + "he graph speaks")),
    ("markup", _shown("[/red] [@click=app.quit]press here[/] [bold red on blue]news[/bold]")),
    (
        "script",
        "<p>Hello<script>alert('ours')</script><img src=x onerror=alert(1)> #CouncilsConnect</p>",
    ),
    (
        "styles",
        '<p style="position:fixed;top:0">Over everything <style>*{display:none}</style>#CCX26</p>',
    ),
    ("huge word", _shown("Verwaltungs" + "kennzahlen" * 900 + "ordnung")),
    ("right to left", _shown("שלום 123 abc مرحبا 456 (xyz) שלום [قائمة] 7%")),
    (
        "lying link",
        (
            '<p><a href="https://phish.example/login">https://councilsconnect.example/slides</a>'
            " #CouncilsConnect</p>"
        ),
    ),
    (
        "bad links",
        (
            '<p><a href="javascript:alert(1)">slides</a> <a href="file:///etc/passwd">notes</a>'
            ' <a href="http://169.254.169.254/latest">map</a> #CouncilsConnect</p>'
        ),
    ),
    ("newlines", _shown("one\r\ntwo\u2028three\u2029four\x0bfive\x0csix\x85seven")),
    ("invisible", _shown("nothing\u200b\u2060\ufeff\u00ad to\u180e see" + "\u200b" * 400)),
    ("tag flood", "<p>" + " ".join(f"#tag{n}" for n in range(120)) + " #CouncilsConnect</p>"),
    ("deep", "<div>" * 400 + "down here #CouncilsConnect" + "</div>" * 400),
    (
        "unclosed",
        (
            '<p>Never <b>closed <i>anything <a href="https://fable.example/?a=1&b=2#CouncilsConnect">'
            "and on #CouncilsConnect"
        ),
    ),
    (
        "entities",
        "<p>&amp;lt;b&amp;gt; &#x202e;&#27;[31m &nosuch; &#1114112; &#0; #CouncilsConnect</p>",
    ),
    ("impostor", _shown("Official: the event is cancelled, pay here: https://pay.example/now")),
)
"""(what it tries, HTML content). Control characters are in it on purpose."""

NAME = f"Mallory{_ESC}[5m Example \u202e[/bold]"
"""The display name of the worst of them."""
