"""The whole of every message in both languages, so that no text drifts unseen: messages/vi.txt and en.txt.

A block begins with ``== name of the sample``; a text that is meant to change is changed there too, and read once more.
"""

import re
from pathlib import Path

import pytest

from bot.texts.render import LANGUAGES, Texts
from tests.unit.samples import SAMPLES

TEXTS = Texts()
HEADING = re.compile(r"^== (.+)\n", re.MULTILINE)


def blocks(language: str) -> dict[str, str]:
    text = (Path(__file__).parent / "messages" / f"{language}.txt").read_text(encoding="utf-8")
    _, *parts = HEADING.split(text)
    return {name: whole.strip("\n") for name, whole in zip(parts[::2], parts[1::2], strict=True)}


WHOLE = {language: blocks(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_the_whole_of(name: str, language: str) -> None:
    assert TEXTS.render(SAMPLES[name], language) == WHOLE[language][name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_of_messages_that_are_not_there(language: str) -> None:
    assert set(WHOLE[language]) == set(SAMPLES)
