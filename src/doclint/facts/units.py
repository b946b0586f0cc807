"""Units of measurement as they are written in English, and what each is worth in the first unit of its measure.

Factors: The International System of Units (SI brochure), BIPM, 2019; Guide for the Use of the SI (Special Publication
811), NIST, 2008. Where a name means several things, the common one is meant: a gallon is that of the United States,
a month the twelfth part of a year. A ton counts as a tonne, because writers rarely tell them apart. Celsius and
Fahrenheit are measures of their own: whether 2 °C are 3.6 °F or 35.6 °F depends on what they measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from msgspec import Struct


class Unit(Struct, frozen=True):
    """What is measured, and what one of the unit is worth."""

    measure: str
    """length, mass, ...; a currency is a measure of its own"""
    factor: float


_PREFIXES = {"kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "milli": 1e-3, "centi": 1e-2, "micro": 1e-6}
_SYMBOLS = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "m": 1e-3, "c": 1e-2, "µ": 1e-6}

_PREFIXED = {
    "length": (1.0, "metre meter", "m"),
    "mass": (1e-3, "gram", "g"),
    "power": (1.0, "watt", "W"),
    "energy": (1.0, "joule", "J"),
    "energy in hours": (3600.0, "watt-hour", "Wh"),
    "volume": (1e-3, "litre liter", "L"),
    "voltage": (1.0, "volt", "V"),
    "frequency": (1.0, "hertz", "Hz"),
    "data": (8.0, "byte", "B"),
    "pressure": (1.0, "pascal", "Pa"),
}
"""measure -> worth of the unit without a prefix, its names, its symbol"""

_NAMED = {
    "length": {"mile": 1609.344, "foot": 0.3048, "feet": 0.3048, "inch": 0.0254, "inches": 0.0254, "yard": 0.9144},
    "mass": {"ton": 1e3, "tonne": 1e3, "metric ton": 1e3, "pound": 0.45359237, "ounce": 0.028349523},
    "area": {"hectare": 1e4, "acre": 4046.8564, "square metre": 1.0, "square meter": 1.0, "square mile": 2589988.1}
    | {"square kilometre": 1e6, "square kilometer": 1e6, "square foot": 0.09290304, "square feet": 0.09290304},
    "volume": {"gallon": 3.785411784e-3, "cubic metre": 1.0, "cubic meter": 1.0},
    "time": {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
    | {"month": 2629746.0, "year": 31556952.0, "decade": 315569520.0, "century": 3155695200.0}
    | {"centuries": 3155695200.0, "millisecond": 1e-3},
    "mass of gas": {"gigaton": 1e12, "gigatonne": 1e12, "megaton": 1e9, "megatonne": 1e9},
    "share": {"percent": 1.0, "per cent": 1.0},
    "points": {"percentage point": 1.0},
    "parts": {"part per million": 1.0, "part per billion": 1e-3, "part per trillion": 1e-6},
    "angle": {"degree": 1.0},
    "celsius": {"degrees Celsius": 1.0, "degree Celsius": 1.0},
    "fahrenheit": {"degrees Fahrenheit": 1.0, "degree Fahrenheit": 1.0},
    "dollar": {"dollar": 1.0, "US dollar": 1.0},
    "euro": {"euro": 1.0},
    "cent": {"cent": 1.0},
}
"""measure -> names whose plural ends in s, or that are one already"""

_WRITTEN = {
    "share": {"%": 1.0},
    "parts": {"ppm": 1.0, "ppb": 1e-3, "ppt": 1e-6, "parts per million": 1.0, "parts per billion": 1e-3}
    | {"parts per trillion": 1e-6},
    "mass": {"t": 1e3, "lb": 0.45359237, "lbs": 0.45359237, "oz": 0.028349523},
    "mass of gas": {"Gt": 1e12, "Mt": 1e9},
    "length": {"ft": 0.3048, "mi": 1609.344, "nm": 1e-9},
    "area": {"ha": 1e4, "m²": 1.0, "m2": 1.0, "km²": 1e6, "km2": 1e6, "sq ft": 0.09290304},
    "volume": {"l": 1e-3, "ml": 1e-6, "m³": 1.0, "m3": 1.0},
    "time": {"h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "min": 60.0, "ms": 1e-3},
    "speed": {"km/h": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704, "m/s": 1.0},
    "angle": {"°": 1.0},
    "celsius": {"°C": 1.0, "ºC": 1.0},
    "fahrenheit": {"°F": 1.0, "ºF": 1.0},
    "dollar": {"USD": 1.0},
    "euro": {"EUR": 1.0},
}
"""measure -> symbols, letter case included"""

_SAME = {"energy in hours": "energy", "mass of gas": "mass"}
CURRENCIES = {"US$": "dollar", "$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "rupee"}


@cache
def names() -> dict[str, Unit]:
    """Every spelling -> its unit. Words are in small letters, symbols as they are written."""
    return {spelling: Unit(_SAME.get(measure, measure), worth) for measure, spelling, worth in _spellings()}


def unit(spelling: str) -> Unit | None:
    """The unit that a word or symbol stands for."""
    return names().get(spelling) or names().get(" ".join(spelling.lower().split()))


def _spellings() -> Iterator[tuple[str, str, float]]:
    for measure, (worth, words, symbol) in _PREFIXED.items():
        for word in words.split():
            yield from _plural(measure, word, worth)
            for prefix, times in _PREFIXES.items():
                yield from _plural(measure, prefix + word, worth * times)
        yield measure, symbol, worth
        for prefix, times in _SYMBOLS.items():
            yield measure, prefix + symbol, worth * times
    for measure, named in _NAMED.items():
        for word, worth in named.items():
            yield from _plural(measure, word.lower(), worth)
    for measure, written in _WRITTEN.items():
        for symbol, worth in written.items():
            yield measure, symbol, worth


def _plural(measure: str, word: str, worth: float) -> Iterator[tuple[str, str, float]]:
    yield measure, word, worth
    yield measure, f"{word}s", worth
