"""A table to begin with for each layout of columns: one that every textbook uses, and invented ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """A table with the choices that fit it; about says where its numbers are from."""

    name: Promise
    about: Promise
    measure: str
    table: str
    choices: Mapping[str, str] = field(default_factory=dict)


_INVENTED = _("Invented numbers.")

EXAMPLES: Final[Mapping[str, Example]] = {
    "events": Example(
        _("Events in two groups"),
        _("Thirteen trials of the BCG vaccine (Colditz et al. 1994, JAMA 271:698–702)."),
        "RR",
        "study,ai,bi,ci,di,allocation,latitude\n"
        "Aronson 1948,4,119,11,128,random,44\n"
        "Ferguson & Simes 1949,6,300,29,274,random,55\n"
        "Rosenthal et al 1960,3,228,11,209,random,42\n"
        "Hart & Sutherland 1977,62,13536,248,12619,random,52\n"
        "Frimodt-Moller et al 1973,33,5036,47,5761,alternate,13\n"
        "Stein & Aronson 1953,180,1361,372,1079,alternate,44\n"
        "Vandiviere et al 1973,8,2537,10,619,random,19\n"
        "TPT Madras 1980,505,87886,499,87892,random,13\n"
        "Coetzee & Berjak 1968,29,7470,45,7232,random,27\n"
        "Rosenthal et al 1961,17,1699,65,1600,systematic,42\n"
        "Comstock et al 1974,186,50448,141,27197,systematic,18\n"
        "Comstock & Webster 1969,5,2493,3,2338,systematic,33\n"
        "Comstock et al 1976,27,16886,29,17825,systematic,33\n",
    ),
    "means": Example(
        _("Means of two groups"),
        _INVENTED,
        "SMD",
        "study;n1;m1;sd1;n2;m2;sd2\n"
        "Trial A;20;3,1;1,9;21;4,4;2,1\n"
        "Trial B;34;2,8;2,2;33;3,6;2,0\n"
        "Trial C;15;4,0;1,6;16;5,9;1,8\n"
        "Trial D;48;3,5;2,4;50;3,9;2,3\n"
        "Trial E;26;2,9;1,7;24;4,1;2,2\n",
        {"adjustment": "hk"},
    ),
    "proportions": Example(
        _("One share in each study"),
        _INVENTED,
        "PLO",
        "study,xi,ni\nClinic A,12,140\nClinic B,7,96\nClinic C,31,410\nClinic D,3,88\nClinic E,19,215\n",
    ),
    "rates": Example(
        _("Events over time in each study"),
        _INVENTED,
        "IRLN",
        "study,xi,ti\nClinic A,5,1200\nClinic B,2,640\nClinic C,11,3100\nClinic D,4,910\n",
    ),
    "correlations": Example(
        _("Correlations"),
        _INVENTED,
        "ZCOR",
        "study,ri,ni\nStudy A,0.31,60\nStudy B,0.18,112\nStudy C,0.44,45\nStudy D,0.27,83\n",
    ),
    "effects": Example(
        _("Effects with their variances"),
        _INVENTED,
        "GEN",
        "study,yi,vi,year\n"
        "Study A,-0.62,0.08,2009\n"
        "Study B,-0.35,0.05,2012\n"
        "Study C,-0.91,0.14,2014\n"
        "Study D,-0.12,0.04,2018\n"
        "Study E,-0.28,0.06,2021\n",
        {"moderators": "year"},
    ),
}
