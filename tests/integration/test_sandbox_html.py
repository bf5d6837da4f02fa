"""Telegram's HTML: what it becomes, what is refused and with which words, and back to a page."""

import string
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import html, utf16
from sandbox.html import BadHtml


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;&quot;", '1 < 2 && 3 > 2 ""', []),
        ("&nbsp; &#7879; &#x1F600;", "&nbsp; ệ 😀", []),
        ("<b>Hạn</b> <i>nộp</i>", "Hạn nộp", [entity("bold", 0, 3), entity("italic", 4, 3)]),
        ("😀<b>😀</b>x<u>y</u>", "😀😀xy", [entity("bold", 2, 2), entity("underline", 5, 1)]),
        (
            "<STRONG>a<em>b</em></STRONG><del>c</del>",
            "abc",
            [entity("bold", 0, 2), entity("italic", 1, 1), entity("strikethrough", 2, 1)],
        ),
        (
            '<a href="https://chinhphu.vn">cổng</a>',
            "cổng",
            [entity("text_link", 0, 4, url="https://chinhphu.vn/")],
        ),
        ("<a href='javascript:alert(1)'>bấm</a>", "bấm", []),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ("<code class=language-c>x</code>", "x", [entity("code", 0, 1)]),
        ("<blockquote expandable>dài</blockquote>", "dài", [entity("expandable_blockquote", 0, 3)]),
        ('<span class="tg-spoiler">kín</span>', "kín", [entity("spoiler", 0, 3)]),
        ("<b></b>trống", "trống", []),
    ],
)
def test_it_reads_text_and_entities(source: str, text: str, entities: list[dict[str, object]]) -> None:
    assert html.parse(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("abc<foo>", 'Unsupported start tag "foo" at byte offset 3'),
        ("ệ<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a ="x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>", "Unexpected end of name token at byte offset 8"),
        ("<b>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_it_says_what_is_wrong_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(BadHtml) as fault:
        html.parse(source)

    assert str(fault.value) == words


def test_it_writes_overlapping_entities_as_nested_tags() -> None:
    overlapping = [entity("bold", 0, 4), entity("italic", 2, 4)]

    assert html.to_html("ab😀cd", overlapping) == "<b>ab<i>😀</i></b><i>cd</i>"


def test_it_escapes_everything_that_people_write() -> None:
    assert html.to_html('<img src=x onerror="x">', []) == "&lt;img src=x onerror=&quot;x&quot;&gt;"
    link = [entity("text_link", 0, 1, url='https://a.vn/"><script>')]
    assert html.to_html("x", link) == '<a href="https://a.vn/&quot;&gt;&lt;script&gt;">x</a>'


WORDS = st.text(string.ascii_letters + " <>&\"'=/😀ệ\n", max_size=12)
TAGS = st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"])


@st.composite
def documents(draw: st.DrawFn, depth: int = 3) -> str:
    pieces = [html.to_html(draw(WORDS), [])]
    if depth:
        for inner in draw(st.lists(documents(depth=depth - 1), max_size=2)):
            tag = draw(TAGS)
            pieces.append(f"<{tag}>{inner}</{tag}>{html.to_html(draw(WORDS), [])}")
    return "".join(pieces)


@settings(max_examples=60)
@given(documents())
def test_it_writes_what_it_reads(source: str) -> None:
    text, entities = html.parse(source)

    assert html.parse(html.to_html(text, entities)) == (text, entities)


@settings(max_examples=150)
@given(st.text("<>/&;\"'= abipre#x0😀ệ-", max_size=40))
def test_it_never_breaks_whatever_is_sent(source: str) -> None:
    try:
        text, entities = html.parse(source)
    except BadHtml:
        return
    end = utf16.units(text)
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= end for one in entities)


class TagCounter(HTMLParser):
    """Checks that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


SPANS = st.tuples(st.sampled_from(["bold", "italic", "code", "spoiler"]), st.integers(-2, 12), st.integers(-1, 12))


@settings(max_examples=100)
@given(st.text("ab<&é", max_size=10), st.lists(SPANS, max_size=5))
def test_it_writes_balanced_tags_for_any_entities(text: str, spans: list[tuple[str, int, int]]) -> None:
    page = TagCounter()
    page.feed(html.to_html(text, [entity(*span) for span in spans]))
    page.close()

    assert page.open == []
    assert page.text == text
