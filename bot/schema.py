"""What may stand in a file that people write: strict models, and mistakes told in plain English."""

import re
from calendar import month_name, monthrange
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from unicodedata import category

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.domain.duties import MonthDay
from bot.errors import Problem
from bot.source import Document, Where

LONGEST_TEXT = 2_000  # characters

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEAP_YEAR = 2000


class Strict(BaseModel):
    """Base of the models: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


Model = TypeVar("Model", bound=Strict)
Item = TypeVar("Item")


def wrong(message: str) -> PydanticCustomError:
    """Return the error that a validator raises to say ``message`` as it is."""
    return PydanticCustomError("wrong", "{message}", {"message": message})


def wrong_at(mistakes: Iterable[tuple[Where, str]]) -> PydanticCustomError:
    """Return one error for several mistakes, each at its place below the model that raises it."""
    return PydanticCustomError("wrong_at", "several mistakes", {"mistakes": list(mistakes)})


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``: did you mean 'x'?`` if one of ``known`` is close to ``word``, else nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f": did you mean '{close[0]}'?" if close else ""


def as_day(value: object) -> date:
    """Understand a date of the Gregorian calendar, written 2009-03-31."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and (found := _ISO.fullmatch(value)):
        year, month, day = map(int, found.groups())
        hint = ""
    elif isinstance(value, str) and (found := _DAY_FIRST.fullmatch(value)):
        day, month, year = map(int, found.groups())
        hint = " (write dates as 2009-03-31)"
    else:
        raise wrong(f"{_shown(value)} is not a date: write it as 2009-03-31")
    if mistake := _impossible(year, month, day):
        raise wrong(f"{value} does not exist: {mistake}{hint}")
    written = date(year, month, day)
    if value != written.isoformat():
        raise wrong(f"write {value} as {written.isoformat()}")
    return written


def as_month_day(value: object) -> MonthDay:
    """Understand a day of the year, written 12-15 (month first)."""
    if not isinstance(value, str) or not (found := _MONTH_DAY.fullmatch(value)):
        raise wrong(f"{_shown(value)} is not a day of the year: write month and day as 12-15")
    month, day = map(int, found.groups())
    if mistake := _impossible(_LEAP_YEAR, month, day):
        raise wrong(f"{value} does not exist (month first): {mistake}")
    return MonthDay(month=month, day=day)


def looks_like_month_day(value: object) -> bool:
    """Tell whether ``value`` is meant as a day of the year."""
    return isinstance(value, str) and _MONTH_DAY.fullmatch(value) is not None


def _impossible(year: int, month: int, day: int) -> str | None:
    if year == 0:
        return "there is no year 0"
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        return f"{month_name[month]} has {length} days"
    return None


def _as_time(value: object) -> time:
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value)):
        return time(int(found[1]), int(found[2]))
    raise wrong(f'{_shown(value)} is not a time of day: write it as "08:00"')


def _as_text(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise wrong("must not be empty")
    if len(text) > LONGEST_TEXT:
        raise wrong(f"is longer than {LONGEST_TEXT} characters")
    if any(category(letter) == "Cc" for letter in text):
        raise wrong("contains a control character")
    return text


def as_slug(value: str) -> str:
    """Understand an id, as of an agency."""
    if not _SLUG.fullmatch(value) or len(value) > 60:
        raise wrong(f"'{value}' is not an id: use up to 60 of a-z, 0-9 and - (like so-cong-thuong)")
    return value


def _number_as_text(value: object) -> object:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return str(value) if is_number else value


Text = Annotated[str, AfterValidator(_as_text)]
"""A line of text: not empty, white space collapsed."""
Label = Annotated[str, AfterValidator(_as_text), BeforeValidator(_number_as_text)]
"""Text that often looks like a number: a clause ``2.10``, the number of a document."""
Slug = Annotated[str, AfterValidator(as_slug), BeforeValidator(_number_as_text)]
"""An id."""
Day = Annotated[date, BeforeValidator(as_day)]
DayOfYear = Annotated[MonthDay, BeforeValidator(as_month_day)]
ClockTime = Annotated[time, BeforeValidator(_as_time)]
Number = Annotated[Decimal, Field(strict=False, allow_inf_nan=False)]
Many = Annotated[tuple[Item, ...], Field(strict=False)]


def check(document: Document, where: Where, model: type[Model], problems: list[Problem]) -> Model | None:
    """Return what stands at ``where`` in ``document`` as a ``model``; if it cannot be, add to ``problems``."""
    data = document.data
    for key in where:
        data = data[key]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            problems.extend(_problems(document, where, model, details))
        return None


def check_keys(document: Document, where: Where, known: Iterable[str], problems: list[Problem]) -> dict[str, Any]:
    """Return the mapping at ``where``, reporting unknown keys; an empty one, reported, if it is no mapping."""
    data = document.data
    for key in where:
        data = data[key]
    if not isinstance(data, dict):
        problems.append(document.problem(where, f"must be a mapping of {', '.join(known)}"))
        return {}
    names = tuple(known)
    unknown = [key for key in data if key not in names]
    problems.extend(document.problem((*where, key), f"unknown key '{key}'{suggest(key, names)}") for key in unknown)
    return data


def _problems(document: Document, where: Where, model: type[BaseModel], details: ErrorDetails) -> Iterable[Problem]:
    loc: Where = details["loc"]
    if details["type"] == "wrong_at":
        for below, message in details["ctx"]["mistakes"]:
            yield document.problem((*where, *loc, *below), message)
        return
    if details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
        return  # too short only because some of it is wrong, which is told
    name = _name((*where, *loc))
    yield document.problem((*where, *loc), _message(name, model, details))


def _name(loc: Where) -> str:
    """Return the key that a mistake is about, and the place in its list: ``lead`` for ("lead", 0)."""
    keys = [str(key) for key in loc if isinstance(key, str) and key != "[key]"]
    return keys[-1] if keys else ""


def _message(name: str, model: type[BaseModel], details: ErrorDetails) -> str:
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    match kind:
        case "missing":
            return f"'{name}' is missing"
        case "extra_forbidden":
            return f"unknown key '{name}'{suggest(name, _keys(model, details['loc'][:-1]))}"
        case "wrong":
            return f"{name}: {context['message']}" if name else str(context["message"])
        case "enum" | "literal_error":
            allowed = re.findall(r"'([^']*)'", str(context["expected"]))
            return f"{name}: {_shown(given)} is not one of {', '.join(allowed)}"
        case "too_short":
            return f"{name}: must name at least {context['min_length']}"
        case _:
            return f"{name}: {_expected(kind, details['msg'])}, not {_shown(given)}".removeprefix(": ")


def _expected(kind: str, message: str) -> str:
    expected = {
        "string_type": "must be text (if it looks like something else, put it in quotes)",
        "int_type": "must be a whole number",
        "int_from_float": "must be a whole number",
        "decimal_type": "must be a number",
        "decimal_parsing": "must be a number",
        "bool_type": "must be true or false",
        "tuple_type": "must be a list like [a, b]",
        "dict_type": "must be a mapping like {key: value}",
        "model_type": "must be a mapping like {key: value}",
    }
    return expected.get(kind) or message.replace("Input should", "must").replace("Value should", "must")


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"'{value}'" if len(value) <= 60 else f"'{value[:60]}…'"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return str(value)


def _keys(model: type[BaseModel], loc: Where) -> list[str]:
    """Return the keys that the model at ``loc`` below ``model`` understands."""
    annotation: Any = model
    for key in loc:
        annotation = _bare(_below(annotation, key))
    return field_names(annotation) if _is_model(annotation) else []


def field_names(model: type[BaseModel]) -> list[str]:
    """Return the keys of ``model`` as they are written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _below(annotation: Any, key: str | int) -> Any:
    """Return the type of a model's field, of a list's items, or of a mapping's values."""
    if _is_model(annotation):
        return next((f.annotation for name, f in annotation.model_fields.items() if key in (f.alias, name)), None)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return arguments[0]
    return arguments[1] if isinstance(origin, type) and issubclass(origin, Mapping) else None


def _bare(annotation: Any) -> Any:
    """Take ``Annotated`` and ``| None`` off a type."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
