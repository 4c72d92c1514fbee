"""Every conversion by its name: what it asks, what comes of it, and what it takes for granted.

The command line and the page of the calculator both read this table; the formulas stand in ``effects.conversion`` and
``effects.scales``.
"""

import math
from collections.abc import Callable
from typing import Final

from drypoint.knowledge.evidence.conversion_types import LEVEL, Conversion, ConversionInput, ConvertedNumber, Numbers
from drypoint.knowledge.evidence.effects import conversion, scales
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.sentences import Sentence


def conversions() -> dict[str, Conversion]:
    """Return every conversion by its name, in the order in which they are offered."""
    return {one.name: one for one in _ALL}


def _limits(given: Numbers, middle: str, change: Callable[[float], float]) -> tuple[float | None, float | None]:
    if "low" not in given:
        return None, None
    low, high = given["low"], given["high"]
    if not low <= given[middle] <= high or low == high:
        raise EvidenceError("The effect must lie between its lower and its upper limit.")
    return change(low), change(high)


def _variance(low: float | None, high: float | None, level: float) -> tuple[ConvertedNumber, ...]:
    """Return the variance of an effect from its limits, as tables of effects want it."""
    if low is None or high is None:
        return ()
    return (ConvertedNumber(_VARIANCE, conversion.effect_from_interval(low, high, level=level)[1]),)


def _log(ratio: float) -> float:
    if not ratio > 0:
        raise EvidenceError("A ratio must be above 0.")
    return math.log(ratio)


def _smd_to_or(given: Numbers) -> tuple[ConvertedNumber, ...]:
    def change(smd: float) -> float:
        return scales.log_odds_from_smd(smd).effect

    effect, (low, high) = change(given["smd"]), _limits(given, "smd", change)
    ratio = ConvertedNumber(
        _OR, math.exp(effect), None if low is None else math.exp(low), None if high is None else math.exp(high)
    )
    return ratio, ConvertedNumber(_LOG_OR, effect, low, high), *_variance(low, high, given.get(LEVEL, 95.0))


def _or_to_smd(given: Numbers) -> tuple[ConvertedNumber, ...]:
    def change(ratio: float) -> float:
        return scales.smd_from_log_odds(_log(ratio)).effect

    effect, (low, high) = change(given["or"]), _limits(given, "or", change)
    return ConvertedNumber(_SMD, effect, low, high), *_variance(low, high, given.get(LEVEL, 95.0))


def _or_to_rr(given: Numbers) -> tuple[ConvertedNumber, ...]:
    def change(ratio: float) -> float:
        return scales.risk_from_odds_ratio(ratio, given["baseline"])

    ratio, limits = change(given["or"]), _limits(given, "or", change)
    return ConvertedNumber(_RR, ratio, *limits), ConvertedNumber(_TREATED, ratio * given["baseline"])


def _rr_to_or(given: Numbers) -> tuple[ConvertedNumber, ...]:
    def change(ratio: float) -> float:
        return scales.odds_from_risk_ratio(ratio, given["baseline"])

    ratio, (low, high) = change(given["rr"]), _limits(given, "rr", lambda limit: limit)
    if low is None or high is None:
        return (ConvertedNumber(_OR, ratio),)
    if high * given["baseline"] >= 1:
        return (ConvertedNumber(_OR, ratio, change(low), None, _NO_UPPER),)
    return (ConvertedNumber(_OR, ratio, change(low), change(high)),)


def _r_to_smd(given: Numbers) -> tuple[ConvertedNumber, ...]:
    r, n = given["r"], given.get("n")
    if n is not None and n < 4:
        raise EvidenceError("{n} people are too few; at least {least} are needed.", n=int(n), least=4)
    found = scales.smd_from_correlation(r, None if n is None or abs(r) >= 1 else (1 - r * r) ** 2 / (n - 1))
    variance = () if found.variance is None else (ConvertedNumber(_VARIANCE, found.variance),)
    return ConvertedNumber(_SMD, found.effect, *(found.interval() or ())), *variance


def _smd_to_r(given: Numbers) -> tuple[ConvertedNumber, ...]:
    n1, n2 = (int(given[name]) if name in given else None for name in ("n1", "n2"))

    def change(smd: float) -> float:
        return scales.correlation_from_smd(smd, n1=n1, n2=n2).effect

    return (ConvertedNumber(_R, change(given["smd"]), *_limits(given, "smd", change)),)


def _summary(found: conversion.Summary) -> tuple[ConvertedNumber, ...]:
    return ConvertedNumber(_MEAN, found.mean), ConvertedNumber(_SD, found.sd)


def _sd(value: float) -> tuple[ConvertedNumber, ...]:
    return (ConvertedNumber(_SD, value),)


def _ratio_interval(given: Numbers) -> tuple[ConvertedNumber, ...]:
    effect, variance = conversion.effect_from_interval(
        given["low"], given["high"], level=given.get(LEVEL, 95.0), ratio=True
    )
    return (
        ConvertedNumber(_LOG_RATIO, effect),
        ConvertedNumber(_VARIANCE, variance),
        ConvertedNumber(_SE, math.sqrt(variance)),
    )


def _effect_interval(given: Numbers) -> tuple[ConvertedNumber, ...]:
    effect, variance = conversion.effect_from_interval(given["low"], given["high"], level=given.get(LEVEL, 95.0))
    return (
        ConvertedNumber(_EFFECT, effect),
        ConvertedNumber(_VARIANCE, variance),
        ConvertedNumber(_SE, math.sqrt(variance)),
    )


def _effect_p(given: Numbers) -> tuple[ConvertedNumber, ...]:
    variance = conversion.variance_from_p(given["effect"], given["p"])
    return ConvertedNumber(_VARIANCE, variance), ConvertedNumber(_SE, math.sqrt(variance))


def _merge(given: Numbers) -> tuple[ConvertedNumber, ...]:
    groups = []
    for place in "123":
        parts = [given.get(f"{name}{place}") for name in ("n", "mean", "sd")]
        if any(part is not None for part in parts):
            n, mean, sd = parts
            if n is None or mean is None or sd is None:
                raise EvidenceError("Give people, mean and standard deviation of each group.")
            if n < 1 or sd < 0:
                raise EvidenceError("A group needs people, and a standard deviation that is not below 0.")
            groups.append(conversion.Summary(int(n), mean, sd))
    found = conversion.merged(*groups)
    return ConvertedNumber(_PEOPLE, found.n), *_summary(found)


_OR, _LOG_OR, _RR = Sentence("odds ratio"), Sentence("log odds ratio"), Sentence("risk ratio")
_SMD, _R, _TREATED = Sentence("SMD"), Sentence("correlation"), Sentence("risk with treatment")
_VARIANCE, _SE, _LOG_RATIO = Sentence("variance"), Sentence("standard error"), Sentence("log of the ratio")
_EFFECT, _PEOPLE = Sentence("effect"), Sentence("people")
_MEAN, _SD = Sentence("mean"), Sentence("standard deviation")
_SCALES = Sentence("From one scale to another")
_SPREAD = Sentence("Standard deviation from what is printed")
_MEANS = Sentence("Mean and standard deviation from median and quartiles")
_GROUPS = Sentence("Changes, groups and intervals")
_LIMITS = (
    ConversionInput("low", Sentence("lower limit of the interval"), is_optional=True),
    ConversionInput("high", Sentence("upper limit of the interval"), is_optional=True),
)
_ATLEVEL = ConversionInput(LEVEL, Sentence("confidence level in percent, 95 if left out"), is_optional=True)
_SMD_IN, _OR_IN = (
    ConversionInput("smd", Sentence("standardised mean difference")),
    ConversionInput("or", Sentence("odds ratio")),
)
_BASELINE = ConversionInput("baseline", Sentence("risk without treatment, from 0 to 1"))
_N = ConversionInput("n", Sentence("people"), is_whole=True)
_N1, _N2, _MAY_N1, _MAY_N2 = (
    ConversionInput(
        f"n{place}",
        Sentence("{what}, group {place}", what=_PEOPLE, place=place),
        is_whole=True,
        is_optional=is_optional,
    )
    for is_optional in (False, True)
    for place in "12"
)
_Q1, _MED = ConversionInput("q1", Sentence("first quartile")), ConversionInput("median", Sentence("median"))
_Q3 = ConversionInput("q3", Sentence("third quartile"))
_MIN, _MAX = ConversionInput("min", Sentence("minimum")), ConversionInput("max", Sentence("maximum"))
_DIFFERENCE, _P = (
    ConversionInput("difference", Sentence("difference of the means")),
    ConversionInput("p", Sentence("exact two-sided p")),
)
_SD1, _SD2 = (
    ConversionInput("sd1", Sentence("standard deviation before")),
    ConversionInput("sd2", Sentence("standard deviation after")),
)

_LOGISTIC = Sentence(
    "Takes for granted that what was measured follows a logistic distribution with the same spread in both groups, and "
    "that the event is its being beyond some value."
)
_CHINN = "Hasselblad and Hedges 1995; Chinn 2000"
_AT_BASELINE = Sentence(
    "Holds at this risk without treatment alone; at another risk the same odds ratio is another risk ratio. From an "
    "adjusted odds ratio it is an approximation."
)
_NO_UPPER = Sentence("With this baseline risk the upper limit makes a risk of 1 or more, so it cannot be converted.")
_ZHANG = "Zhang and Yu 1998; Cochrane Handbook, chapter 15"
_HALVES = Sentence(
    "Takes for granted that one of the two was cut into groups, equal ones unless their sizes are given."
)
_BORENSTEIN = "Borenstein et al. 2009, chapter 7"
_ONE_MEAN = Sentence("Takes for granted that it belongs to the mean of one group, on the scale as measured.")
_SAME_SD = Sentence(
    "Takes for granted that both groups have the same standard deviation, and that it comes of a plain t test."
)
_HANDBOOK = "Cochrane Handbook, chapter 6"
_NORMAL = Sentence("Takes for granted that the values are about normally distributed; of skewed ones it says little.")
_WAN = "Mean: Luo et al. 2018; standard deviation: Wan et al. 2014"
_BY_NORMAL = Sentence("Takes for granted that the interval was made with the normal distribution.")


def _whole(given: Numbers, *names: str) -> list[int]:
    return [int(given[name]) for name in names]


_ALL: Final = (
    Conversion(
        "smd-to-or",
        _SCALES,
        Sentence("SMD to odds ratio"),
        (_SMD_IN, *_LIMITS, _ATLEVEL),
        _LOGISTIC,
        _CHINN,
        _smd_to_or,
    ),
    Conversion(
        "or-to-smd",
        _SCALES,
        Sentence("Odds ratio to SMD"),
        (_OR_IN, *_LIMITS, _ATLEVEL),
        _LOGISTIC,
        _CHINN,
        _or_to_smd,
    ),
    Conversion(
        "or-to-rr",
        _SCALES,
        Sentence("Odds ratio to risk ratio"),
        (_OR_IN, _BASELINE, *_LIMITS),
        _AT_BASELINE,
        _ZHANG,
        _or_to_rr,
    ),
    Conversion(
        "rr-to-or",
        _SCALES,
        Sentence("Risk ratio to odds ratio"),
        (ConversionInput("rr", Sentence("risk ratio")), _BASELINE, *_LIMITS),
        _AT_BASELINE,
        _ZHANG,
        _rr_to_or,
    ),
    Conversion(
        "r-to-smd",
        _SCALES,
        Sentence("Correlation to SMD"),
        (
            ConversionInput("r", Sentence("correlation")),
            ConversionInput("n", Sentence("people"), is_whole=True, is_optional=True),
        ),
        _HALVES,
        _BORENSTEIN,
        _r_to_smd,
    ),
    Conversion(
        "smd-to-r",
        _SCALES,
        Sentence("SMD to correlation"),
        (_SMD_IN, _MAY_N1, _MAY_N2, *_LIMITS),
        _HALVES,
        _BORENSTEIN,
        _smd_to_r,
    ),
    Conversion(
        "sd-from-se",
        _SPREAD,
        Sentence("From the standard error of a mean"),
        (ConversionInput("se", Sentence("standard error")), _N),
        _ONE_MEAN,
        _HANDBOOK,
        lambda given: _sd(conversion.sd_from_se(given["se"], int(given["n"]))),
    ),
    Conversion(
        "sd-from-ci",
        _SPREAD,
        Sentence("From the interval of a mean"),
        (
            ConversionInput("low", Sentence("lower limit")),
            ConversionInput("high", Sentence("upper limit")),
            _N,
            _ATLEVEL,
        ),
        _ONE_MEAN,
        _HANDBOOK,
        lambda given: _sd(
            conversion.sd_from_interval(given["low"], given["high"], int(given["n"]), level=given.get(LEVEL, 95.0))
        ),
    ),
    Conversion(
        "sd-from-difference-ci",
        _SPREAD,
        Sentence("From the interval of a difference of means"),
        (
            ConversionInput("low", Sentence("lower limit")),
            ConversionInput("high", Sentence("upper limit")),
            _N1,
            _N2,
            _ATLEVEL,
        ),
        _SAME_SD,
        _HANDBOOK,
        lambda given: _sd(
            scales.sd_from_difference_interval(
                given["low"], given["high"], *_whole(given, "n1", "n2"), level=given.get(LEVEL, 95.0)
            )
        ),
    ),
    Conversion(
        "sd-from-t",
        _SPREAD,
        Sentence("From the t of a difference of means"),
        (_DIFFERENCE, ConversionInput("t", Sentence("t")), _N1, _N2),
        _SAME_SD,
        _HANDBOOK,
        lambda given: _sd(scales.sd_from_t(given["difference"], given["t"], *_whole(given, "n1", "n2"))),
    ),
    Conversion(
        "sd-from-p",
        _SPREAD,
        Sentence("From the p of a difference of means"),
        (_DIFFERENCE, _P, _N1, _N2),
        _SAME_SD,
        _HANDBOOK,
        lambda given: _sd(scales.sd_from_p(given["difference"], given["p"], *_whole(given, "n1", "n2"))),
    ),
    Conversion(
        "from-quartiles",
        _MEANS,
        Sentence("From the quartiles"),
        (_Q1, _MED, _Q3, _N),
        _NORMAL,
        _WAN,
        lambda given: _summary(conversion.from_quartiles(given["q1"], given["median"], given["q3"], int(given["n"]))),
    ),
    Conversion(
        "from-range",
        _MEANS,
        Sentence("From minimum, median and maximum"),
        (_MIN, _MED, _MAX, _N),
        _NORMAL,
        _WAN,
        lambda given: _summary(conversion.from_range(given["min"], given["median"], given["max"], int(given["n"]))),
    ),
    Conversion(
        "from-five-numbers",
        _MEANS,
        Sentence("From minimum, quartiles, median and maximum"),
        (_MIN, _Q1, _MED, _Q3, _MAX, _N),
        _NORMAL,
        _WAN,
        lambda given: _summary(
            conversion.from_five_numbers(
                given["min"], given["q1"], given["median"], given["q3"], given["max"], int(given["n"])
            )
        ),
    ),
    Conversion(
        "change-sd",
        _GROUPS,
        Sentence("Standard deviation of changes from their correlation"),
        (_SD1, _SD2, ConversionInput("correlation", Sentence("correlation of before and after"))),
        Sentence(
            "Takes for granted a correlation that is known or borrowed from a like trial; say which, and try others."
        ),
        _HANDBOOK,
        lambda given: _sd(conversion.change_sd(given["sd1"], given["sd2"], given["correlation"])),
    ),
    Conversion(
        "correlation-from-change",
        _GROUPS,
        Sentence("Correlation of before and after"),
        (_SD1, _SD2, ConversionInput("change", Sentence("standard deviation of the changes"))),
        Sentence("Takes for granted that all three belong to the same people."),
        _HANDBOOK,
        lambda given: (
            ConvertedNumber(_R, conversion.correlation_from_change(given["sd1"], given["sd2"], given["change"])),
        ),
    ),
    Conversion(
        "merge-groups",
        _GROUPS,
        Sentence("Two or three groups as one"),
        tuple(
            ConversionInput(
                f"{name}{place}",
                Sentence("{what}, group {place}", what=label, place=place),
                is_whole=name == "n",
                is_optional=place == "3",
            )
            for place in "123"
            for name, label in (("n", _PEOPLE), ("mean", _MEAN), ("sd", _SD))
        ),
        Sentence("Takes for granted that the groups share nobody and were measured alike."),
        _HANDBOOK,
        _merge,
    ),
    Conversion(
        "ratio-from-ci",
        _GROUPS,
        Sentence("Log and variance of a ratio from its interval"),
        (ConversionInput("low", Sentence("lower limit")), ConversionInput("high", Sentence("upper limit")), _ATLEVEL),
        _BY_NORMAL,
        _HANDBOOK,
        _ratio_interval,
    ),
    Conversion(
        "effect-from-ci",
        _GROUPS,
        Sentence("Effect and variance from an interval"),
        (ConversionInput("low", Sentence("lower limit")), ConversionInput("high", Sentence("upper limit")), _ATLEVEL),
        _BY_NORMAL,
        _HANDBOOK,
        _effect_interval,
    ),
    Conversion(
        "variance-from-p",
        _GROUPS,
        Sentence("Variance of an effect from its p"),
        (ConversionInput("effect", Sentence("effect (a ratio as its log)")), _P),
        Sentence("Takes for granted that p comes of the normal distribution."),
        _HANDBOOK,
        _effect_p,
    ),
)
