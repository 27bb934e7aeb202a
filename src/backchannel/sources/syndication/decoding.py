"""The bytes of a feed as text that an XML parser can read, whatever was declared about them."""

from __future__ import annotations

import codecs
import html
import re

# Order matters: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the first characters of `<?xml` look like without a mark (XML 1.0, appendix F).
_SHAPES = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z][\w.:-]{0,39})", re.IGNORECASE)
# Codecs of Python that are not character sets of documents, or cost more than linear time.
_NOT_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"}
# What browsers read these labels as (WHATWG Encoding, section 4.2).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "iso8859-9": "cp1254"}

_BLANK = "\ufeff \t\r\n"
_DECLARATION = re.compile(r"\A<\?xml\b[^>]{0,300}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_CHARREF = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}))(?:;|(?![0-9a-fA-F]))")
_LOOSE = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(?:([A-Za-z][A-Za-z0-9]{0,31});|(?!#\w{1,9};))", re.DOTALL
)
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}


def decode(body: bytes, content_type: str = "") -> str:
    """The document's text. Never raises.

    A byte order mark wins; bytes that are valid UTF-8 are UTF-8 whatever anyone says, because text
    in another encoding practically never is; then what HTTP and the XML declaration claim; then
    windows-1252 with what it cannot read replaced.
    """
    for mark, encoding in (*_MARKS, *_SHAPES):
        if body.startswith(mark):
            kept = body[len(mark) :] if (mark, encoding) in _MARKS else body
            return kept.decode(encoding, "replace")
    claims = [*_claims(_CHARSET.search(content_type)), *_claims(_DECLARED.search(body[:1024]))]
    # ISO-2022 switches alphabets by escape sequences of plain ASCII, so it is valid UTF-8, too.
    order = claims if b"\x1b" in body else ["utf-8", *claims]
    for encoding in order:
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _claims(match: re.Match[str] | re.Match[bytes] | None) -> list[str]:
    if match is None:
        return []
    label = match[1] if isinstance(match[1], str) else match[1].decode("ascii")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return []
    return [] if name.replace("_", "-") in _NOT_CHARSETS else [_MEANT.get(name, name)]


def tidy(text: str) -> str:
    """The text without what no XML document may hold, so that one bad character costs nothing.

    Takes out the XML declaration (the encoding is known by now), white space before the root and
    characters outside XML 1.0, section 2.2, also when written as references.
    """
    text = _DECLARATION.sub("", text.lstrip(_BLANK), count=1).lstrip(_BLANK)
    if _may_be_forbidden(text):
        text = _FORBIDDEN.sub("", text)
    return _CHARREF.sub(_reference, text) if "&#" in text else text


def _may_be_forbidden(text: str) -> bool:
    """Whether anything is in it that `_FORBIDDEN` finds, found in a tenth of the time."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # half a pair
        return True
    is_odd = len(encoded.translate(None, _CONTROLS)) < len(encoded)
    return is_odd or "\ufffe" in text or "\uffff" in text


def _reference(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    if 0x80 <= number <= 0x9F:  # meant as windows-1252, as in HTML
        return bytes([number]).decode("cp1252", "ignore")
    return "" if _FORBIDDEN.match(chr(number)) else match[0]


def mend(text: str) -> str:
    """The text with HTML's entities spelled out and bare ampersands escaped.

    These are the two commonest reasons why a feed is not well-formed. CDATA is left as it is.
    """
    return _LOOSE.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    name = match[1]
    if match[0].startswith("<!") or name in _XML_NAMES:
        return match[0]
    if name is None:
        return "&amp;" + match[0][1:]
    found = html.unescape(f"&{name};")
    return f"&amp;{name};" if found.startswith("&") else found
