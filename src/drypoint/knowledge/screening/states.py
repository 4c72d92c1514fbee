"""What a text says of a marked thing: present, negated, stopped, of another person, or only possible.

A sentence is read with the words that carry a state ("no", "ukinut", "V.a.", "otac"), each with its reach. A word
reaches forward or back until a barrier ("but", "ali", "zbog"), another such word, or evidence that the next member of a
list stands for itself (a dose, a year). Among the words that reach a mark, one behind it counts before one in front of
it, the nearest first.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from drypoint.knowledge.screening import words
from drypoint.knowledge.screening.load import load
from drypoint.knowledge.screening.phrases import PhraseMatch
from drypoint.knowledge.screening.text import COMMA, HARD, LABEL, NONE, Token

# A word of having or taking right behind one of these belongs to it: "does not take", "stopped taking".
_ABSORBS: Final = {
    words.NEGATED: 2,
    words.NEGATED_LIST: 2,
    words.NEGATED_BACK: 1,
    words.POSSIBLE: 2,
    words.STOPPED: 4,
    words.STOPPED_BACK: 3,
    words.ENDED: 2,
    words.LEFT: 2,
    words.ALLERGY: 2,
}
# How many words may stand between a mark and a word of state behind it.
_REACH_BACK: Final = 6
# A word of state at the start of the next segment belongs to the mark before the comma.
_AT_START: Final = 2
_STATE_OF: Final = {
    words.NEGATED: "negated",
    words.NEGATED_BACK: "negated",
    words.NEGATED_LIST: "negated",
    words.POSSIBLE: "possible",
    words.POSSIBLE_BACK: "possible",
    words.ADVISED: "possible",
    words.STOPPED: "stopped",
    words.STOPPED_BACK: "stopped",
    words.ENDED: "stopped",
    words.LEFT: "stopped",
    words.ALLERGY: "negated",
    words.PRESENT: "present",
}
# What can be begun and stopped. A disease or an operation of the past stays: it is asked about.
MEDICATION: Final = frozenset({"anticoagulant", "antiplatelet", "bleed_add_on", "immune_low"})
_STOPPABLE: Final = MEDICATION | {"pacemaker", "pregnancy", "breast_implant", "sport_event"}
# What is done to somebody once: recommended is not done.
_PROCEDURES: Final = frozenset(
    {"pacemaker", "spinal_surgery", "joint_replacement", "recent_joint_surgery", "breast_implant", "radiotherapy"}
)
_DOSE: Final = re.compile(
    r"(?:\d+(?:[.,]\d+)?)?(?:mg|mcg|ug|ij|ie|iu|ml|tbl|tabl|kaps|amp)|\d[\d.,/]*[x×]\d*[\d.,/]*|shemi|semi|dnevno|daily|taglich|"
    r"bd|bid|tds|od|qd|s\.c|\.sc|nocte|mane|ujutro|navecer|svakodnevno"
)
_YEAR: Final = re.compile(r"(?:(?:0?[1-9]|1[0-2])/)?(?:19|20)\d\d")
# Words that join the members of a list.
_JOINS: Final = frozenset({"i", "te", "ili", "ni", "niti", "and", "or", "nor", "und", "oder", "noch", "sowie"})
# Before what one is switched to.
_TO: Final = frozenset({"na", "auf", "to", "durch"})
_SINCE: Final = frozenset({"since", "seit", "od", "in", "u"})


@dataclass(slots=True)
class _Sentence:
    """The words of one sentence with what was found in it; `segments` counts the commas before each word."""

    tokens: Sequence[Token]
    start: int
    end: int
    mentions: list[PhraseMatch]
    signs: list[PhraseMatch]
    segments: list[int]
    barriers: list[int] = field(init=False)
    causes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.barriers = [one.start for one in self.signs if one.phrase.key == words.BARRIER]
        self.causes = [one.start for one in self.signs if one.phrase.key == words.CAUSE]

    def segment(self, place: int) -> int:
        return self.segments[place - self.start]

    def barrier_between(self, left: int, right: int) -> bool:
        return any(left <= place < right for place in self.barriers)

    def cause_between(self, left: int, right: int) -> bool:
        return any(left <= place < right for place in self.causes)

    def mention_in(self, left: int, right: int) -> bool:
        return any(left <= one.start < right for one in self.mentions)

    def segment_range(self, place: int) -> tuple[int, int]:
        own = self.segment(place)
        left = right = place
        while left > self.start and self.segment(left - 1) == own:
            left -= 1
        while right < self.end and self.segment(right) == own:
            right += 1
        return left, right


def states(
    tokens: Sequence[Token], ranges: Iterable[tuple[int, int]], mentions: list[PhraseMatch], signs: list[PhraseMatch]
) -> list[str]:
    """Return the state of each mention; mentions and signs lie in order and do not overlap."""
    by_sentence = _shared_out(ranges, mentions, signs)
    found: dict[int, str] = {}
    section_until = -1
    for start, end, own, own_signs in by_sentence:
        sentence = _Sentence(tokens, start, end, own, own_signs, _segments(tokens, start, end))
        section_until = _section_end(tokens, sentence, section_until)
        kept = _Sentence(tokens, start, end, own, _absorbed(sentence), sentence.segments)
        for mention in own:
            state = _state(kept, mention)
            if mention.start < section_until and state != "negated":
                state = "other_person"
            found[id(mention)] = state
    return [found[id(mention)] for mention in mentions]


def _shared_out(
    ranges: Iterable[tuple[int, int]], mentions: list[PhraseMatch], signs: list[PhraseMatch]
) -> Iterable[tuple[int, int, list[PhraseMatch], list[PhraseMatch]]]:
    mention_at = sign_at = 0
    for start, end in ranges:
        first_mention, first_sign = mention_at, sign_at
        while mention_at < len(mentions) and mentions[mention_at].start < end:
            mention_at += 1
        while sign_at < len(signs) and signs[sign_at].start < end:
            sign_at += 1
        yield start, end, mentions[first_mention:mention_at], signs[first_sign:sign_at]


def _segments(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    counts = []
    count = 0
    for token in tokens[start:end]:
        counts.append(count)
        if token.boundary == COMMA:
            count += 1
    return counts


def _section_end(tokens: Sequence[Token], sentence: _Sentence, before: int) -> int:
    """Return how far a heading such as "family history:" holds: to the next heading or the end of its paragraph."""
    for sign in sentence.signs:
        if sign.phrase.key == words.OTHER_SECTION and tokens[sign.end - 1].boundary == LABEL:
            for place in range(sign.end, len(tokens)):
                if tokens[place].boundary == HARD and "\n" in tokens[place].gap:
                    return place + 1
                if tokens[place].boundary == LABEL:
                    return _label_start(tokens, place)
            return len(tokens)
    return before


def _label_start(tokens: Sequence[Token], place: int) -> int:
    while place and tokens[place - 1].boundary not in (HARD, COMMA):
        place -= 1
    return place


def _absorbed(sentence: _Sentence) -> list[PhraseMatch]:
    """Leave out words of having that belong to the word of state before them."""
    kept: list[PhraseMatch] = []
    for sign in sentence.signs:
        if kept and _cancels(sentence, kept[-1], sign):
            # "Has not stopped": it goes on.
            kept.pop()
            continue
        if sign.phrase.key == words.PRESENT:
            before = next((one for one in reversed(kept) if one.phrase.key not in (words.OTHER, words.NOTHING)), None)
            if (
                before is not None
                and sign.start - before.end < _ABSORBS.get(before.phrase.key, 0)
                and sentence.segment(sign.start) == sentence.segment(before.end - 1)
                and not sentence.mention_in(before.end, sign.start)
            ):
                # It stretches what absorbed it: "has not been on".
                kept[kept.index(before)] = PhraseMatch(before.start, sign.end, before.phrase, before.weight)
                continue
        kept.append(sign)
    return kept


def _cancels(sentence: _Sentence, before: PhraseMatch, sign: PhraseMatch) -> bool:
    return (
        sign.phrase.key in (words.STOPPED, words.STOPPED_BACK)
        and before.phrase.key in (words.NEGATED, words.NEGATED_BACK)
        and sign.start - before.end <= 1
        and not sentence.mention_in(before.end, sign.start)
    )


def _state(sentence: _Sentence, mention: PhraseMatch) -> str:
    if _of_another(sentence, mention):
        return "other_person"
    if mention.phrase.state is not None:
        return mention.phrase.state
    if _asked(sentence, mention):
        return "possible"
    for sign in _behind(sentence, mention):
        if state := _meant(sign, mention):
            return state
    for sign in _in_front(sentence, mention):
        if state := _meant(sign, mention):
            return state
    return "present"


def _is_drug(key: str) -> bool:
    return key in MEDICATION or key in load().drugs


def _meant(sign: PhraseMatch, mention: PhraseMatch) -> str | None:
    """Return what a word of state says of a mention; None where it cannot be said of such a thing."""
    sign_key, key = sign.phrase.key, mention.phrase.key
    if sign_key == words.ALLERGY and not _is_drug(key):
        return None
    if sign_key in (words.STOPPED, words.STOPPED_BACK, words.LEFT) and not (_is_drug(key) or key in _STOPPABLE):
        return None
    if sign_key == words.ENDED and not _is_drug(key):
        return None
    if sign_key == words.ADVISED and key not in _PROCEDURES:
        return None
    return _STATE_OF[sign_key]


def _in_front(sentence: _Sentence, mention: PhraseMatch) -> Iterable[PhraseMatch]:
    """Yield the words of state in front that reach a mention, the nearest first."""
    own = sentence.segment(mention.start)
    for sign in reversed(sentence.signs):
        key = sign.phrase.key
        if sign.end > mention.start or key not in _STATE_OF or key == words.LEFT:
            continue
        if sentence.barrier_between(sign.end, mention.start) or sentence.cause_between(sign.end, mention.start):
            continue
        if not _reaches_forward(sentence, sign):
            continue
        if key == words.STOPPED and _switched(sentence, sign.end, mention.start):
            continue
        if sentence.segment(sign.end - 1) != own and not _carries_over(sentence, sign, mention):
            # What stands behind a comma may still be a list that an earlier word began.
            if key == words.PRESENT:
                return
            continue
        yield sign
        if key == words.PRESENT:
            return


def _switched(sentence: _Sentence, left: int, right: int) -> bool:
    """Tell "from A to B" from "A and B": between two marks only a word that joins them carries "stopped" on."""
    before = [one for one in sentence.mentions if left <= one.start and one.end <= right]
    if not before:
        return False
    between = sentence.tokens[before[-1].end : right]
    return any(token.word not in _JOINS for token in between)


def _carries_over(sentence: _Sentence, sign: PhraseMatch, mention: PhraseMatch) -> bool:
    """Tell whether a word of state reaches over commas: a negation or an allergy does, unless evidence speaks up."""
    if sign.phrase.key == words.PRESENT:
        return True
    if sign.phrase.key not in (words.NEGATED, words.NEGATED_LIST, words.ALLERGY):
        return False
    left, right = sentence.segment_range(mention.start)
    if any(one.phrase.key == words.PRESENT and left <= one.start < right for one in sentence.signs):
        return False
    return not _evidence(sentence.tokens[mention.end : right])


def _evidence(behind: Sequence[Token]) -> bool:
    """Tell a dose, a scheme, or since when: the thing is there."""
    for place, token in enumerate(behind):
        if _DOSE.fullmatch(token.word):
            return True
        if _YEAR.fullmatch(token.word) or (
            token.word in _SINCE and place + 1 < len(behind) and behind[place + 1].word[0].isdigit()
        ):
            return True
    return False


def _reaches_forward(sentence: _Sentence, sign: PhraseMatch) -> bool:
    """Words that prefer what stands before them reach forward only where nothing does."""
    key = sign.phrase.key
    if key in (words.NEGATED_BACK, words.POSSIBLE_BACK, words.STOPPED_BACK, words.ADVISED):
        left, _right = sentence.segment_range(sign.start)
        if sentence.mention_in(left, sign.start):
            return False
        return _has_more(sentence, sign) or not _belongs_before(sentence, sign)
    return True


def _belongs_before(sentence: _Sentence, sign: PhraseMatch) -> bool:
    left, _right = sentence.segment_range(sign.start)
    return sign.start - left < _AT_START and left > sentence.start


def _behind(sentence: _Sentence, mention: PhraseMatch) -> Iterable[PhraseMatch]:
    """Yield the words of state behind a mention that reach back to it, the nearest first."""
    for sign in sentence.signs:
        if sign.start < mention.end or sign.phrase.key not in _STATE_OF or sign.phrase.key == words.PRESENT:
            continue
        if sentence.barrier_between(mention.end, sign.start):
            return
        if _reaches_back(sentence, sign, mention):
            yield sign


def _has_more(sentence: _Sentence, sign: PhraseMatch) -> bool:
    """Tell whether a word of state has something to say of in what follows it in its segment."""
    return sentence.mention_in(sign.end, sentence.segment_range(sign.end - 1)[1])


def _left_behind(sentence: _Sentence, sign: PhraseMatch, mention: PhraseMatch) -> bool:
    """Tell what was switched from: the mark before "switched to B", and A, not B, before "auf B umgestellt"."""
    before = [one for one in sentence.mentions if one.end <= sign.start]
    if sentence.mention_in(sign.end, sentence.end) and sentence.tokens[before[-1].start - 1].word not in _TO:
        return mention is before[-1]
    if sentence.tokens[before[-1].start - 1].word in _TO:
        return len(before) > 1 and mention is before[-2]
    return mention is before[-1]


def _reaches_back(sentence: _Sentence, sign: PhraseMatch, mention: PhraseMatch) -> bool:
    key = sign.phrase.key
    if key == words.LEFT:
        return _left_behind(sentence, sign, mention)
    same = sentence.segment(mention.end - 1) == sentence.segment(sign.start)
    chained = _chained(sentence, mention, sign.start, over_commas=key == words.NEGATED_LIST)
    if chained is None or (chained > mention.end and _stands_for_itself(sentence, mention)):
        return False
    if key in (words.NEGATED, words.NEGATED_LIST, words.POSSIBLE, words.STOPPED, words.ENDED, words.ALLERGY):
        # These look forward first; only one that ends its segment looks back.
        at_end = _ends_segment(sentence, sign) or (key == words.POSSIBLE and not _has_more(sentence, sign))
        if key == words.ALLERGY:
            return same and sign.start - chained <= 1
        return at_end and (same or key == words.NEGATED_LIST) and sign.start - chained <= _REACH_BACK
    if same or sentence.segment(chained - 1) == sentence.segment(sign.start):
        return sign.start - chained <= _REACH_BACK
    # "DVT, excluded by ultrasound": right behind the comma, with nothing of its own.
    next_segment = sentence.segment(sign.start) == sentence.segment(chained - 1) + 1
    _left, right = sentence.segment_range(sign.start)
    return next_segment and _belongs_before(sentence, sign) and not sentence.mention_in(sign.end, right)


def _chained(sentence: _Sentence, mention: PhraseMatch, until: int, *, over_commas: bool) -> int | None:
    """Return where the last mention ends of the list that this one begins; None when something else stands between."""
    end = mention.end
    for other in _within(sentence.mentions, end, until):
        if other.start < end:  # overlaps the one before
            continue
        between = other.start - end
        if between > 2 or (not over_commas and _comma_between(sentence, end, other.start) and between > 1):
            return None
        if any(_stands_between(sentence, one) for one in _within(sentence.signs, end, other.start)):
            return None
        end = other.end
    return end


def _stands_for_itself(sentence: _Sentence, mention: PhraseMatch) -> bool:
    """Tell "takes A, B stopped" from "A, B stopped": with a word of having or a dose it is no member of a list."""
    left, right = sentence.segment_range(mention.start)
    if right == sentence.end or sentence.tokens[right - 1].boundary != COMMA:
        return False
    has = any(one.phrase.key == words.PRESENT and left <= one.start < mention.start for one in sentence.signs)
    behind = sentence.tokens[mention.end : right]
    return has or _evidence(behind) or (_is_drug(mention.phrase.key) and any(one.word[0].isdigit() for one in behind))


def _within(places: list[PhraseMatch], left: int, right: int) -> list[PhraseMatch]:
    """Return those that begin from left to before right; they lie in order."""
    first = bisect_left(places, left, key=lambda one: one.start)
    return places[first : bisect_left(places, right, lo=first, key=lambda one: one.start)]


def _stands_between(sentence: _Sentence, sign: PhraseMatch) -> bool:
    is_join = sign.end - sign.start == 1 and sentence.tokens[sign.start].word in _JOINS
    return sign.phrase.key in _STATE_OF and not is_join


def _comma_between(sentence: _Sentence, left: int, right: int) -> bool:
    return any(token.boundary == COMMA for token in sentence.tokens[left - 1 : right])


def _ends_segment(sentence: _Sentence, sign: PhraseMatch) -> bool:
    last = sentence.tokens[sign.end - 1]
    return last.boundary in (HARD, COMMA) or sign.end == sentence.end


def _asked(sentence: _Sentence, mention: PhraseMatch) -> bool:
    """Tell "DVT?" and "?DVT" from a question that a patient puts: the mark stands alone in it."""
    before = sentence.tokens[mention.start].before
    if before.endswith("?") and (mention.start == 0 or len(before) > 1) and not before[:-1].strip(" \n(.,:;-"):
        return True
    if not sentence.tokens[mention.end - 1].gap.lstrip().startswith("?"):
        return False
    left, _right = sentence.segment_range(mention.start)
    own = any(one.phrase.key == words.PRESENT and left <= one.start < mention.start for one in sentence.signs)
    return not own and mention.start - left <= 3


def _of_another(sentence: _Sentence, mention: PhraseMatch) -> bool:
    """Tell whether the nearest person named before a mention, or right behind it, is somebody else."""
    for sign in reversed(sentence.signs):
        if sign.start >= mention.start or sign.phrase.key not in (words.OTHER, words.SELF, words.OTHER_SECTION):
            continue
        if sign.phrase.key == words.SELF:
            return False
        if sign.phrase.key == words.OTHER_SECTION and _denied(sentence, mention):
            return False
        return not _turned(sentence, sign.end, mention.start)
    for sign in sentence.signs:
        if sign.phrase.key == words.OTHER and sign.start >= mention.end:
            if sentence.barrier_between(mention.end, sign.start) or sentence.mention_in(mention.end, sign.start):
                return False
            _left, right = sentence.segment_range(sign.start)
            near = sign.start - mention.end <= 3 and sentence.tokens[mention.end - 1].boundary in (NONE, COMMA)
            return near and not sentence.mention_in(sign.end, right)
    return False


def _denied(sentence: _Sentence, mention: PhraseMatch) -> bool:
    """Tell "no family history of epilepsy": nobody has it."""
    return any(
        one.phrase.key in (words.NEGATED, words.NEGATED_LIST, words.NEGATED_BACK)
        and one.end <= mention.start
        and not sentence.barrier_between(one.end, mention.start)
        for one in sentence.signs
    )


def _turned(sentence: _Sentence, left: int, right: int) -> bool:
    """Tell whether the sentence turns back to the patient between two places."""
    return any(
        one.phrase.key == words.BARRIER and left <= one.start < right and one.phrase.state == "present"
        for one in sentence.signs
    )
