"""Why aid was not handed over, as people read it."""

from hub.reports.tally import Count
from hub.reports.words import texts, unserved_words
from ledger.catalogue import Catalogue
from ledger.facts import Unserved
from ledger.wording import number


def reasons(count: Count, t: Catalogue = texts) -> list[tuple[str, int]]:
    """Give each reason with how many allotments, the most frequent first. They sum to `count.not_served`."""
    known = {unserved_words(reason, t): times for reason, times in count.reasons.items() if reason != Unserved.ABSENT}
    everything = known | {t("reasons.not_come"): count.not_come, t("reasons.waiting"): count.waiting}
    return sorted(((words, times) for words, times in everything.items() if times), key=lambda each: -each[1])


def reasons_in_a_line(count: Count, t: Catalogue = texts) -> str:
    """Write the reasons within a sentence: `tidak hadir 3, berkas belum lengkap 2`."""
    return ", ".join(f"{words[:1].lower()}{words[1:]} {number(times)}" for words, times in reasons(count, t))
