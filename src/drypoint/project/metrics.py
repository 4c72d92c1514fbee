"""The figures of a running practice, in Prometheus' text format. None of them is about a person."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min

from drypoint import __version__
from drypoint.foundation.core import checks
from drypoint.foundation.core.models import KnownFault, OutboxMail, WorkerBeat
from drypoint.foundation.core.readiness import Readiness
from drypoint.foundation.core.writing import longest_wait_seconds


@dataclass(frozen=True)
class MetricValue:
    """One figure as it stands now; help says what it is, with its unit in the name."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def figures(readiness: Readiness, at: datetime) -> Iterator[MetricValue]:
    """Yield every figure; those of one name follow each other."""
    yield MetricValue("drypoint_info", "The version that runs.", 1, {"version": __version__})
    yield MetricValue("drypoint_ready", "Whether the practice works as it should.", float(readiness.is_ready))
    failed = {one.id for one in readiness.failed}
    for one in readiness.looked_at:
        yield MetricValue(
            "drypoint_check_ok", "Whether a check of /readyz is well.", float(one.id not in failed), _of(one.id)
        )
    disk = shutil.disk_usage(settings.DATA)
    yield MetricValue("drypoint_disk_free_bytes", "Free space on the data folder's disk.", disk.free)
    yield MetricValue("drypoint_disk_size_bytes", "Size of the data folder's disk.", disk.total)
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING).aggregate(
        number=Count("pk"), oldest=Min("waiting_since")
    )
    failed_mails = OutboxMail.objects.filter(state=OutboxMail.State.FAILED).count()
    yield MetricValue("drypoint_mails", "Mails in a state.", waiting["number"], {"state": "waiting"})
    yield MetricValue("drypoint_mails", "Mails in a state.", failed_mails, {"state": "failed"})
    oldest = (at - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
    yield MetricValue("drypoint_oldest_mail_seconds", "How long the mail that has waited longest has waited.", oldest)
    alive = [beat for beat in WorkerBeat.objects.all() if beat.is_alive(at)]
    yield MetricValue("drypoint_workers", "Workers that have been heard of within two minutes.", len(alive))
    late = {name: age for beat in alive for name, age in beat.late.items()}
    for name, age in sorted(late.items()):
        yield MetricValue(
            "drypoint_scan_late_seconds", "How long a scan that is late has not ended well.", age, {"scan": name}
        )
    made_at = checks.last_backup_at()
    if made_at is not None:
        age = (at - made_at).total_seconds()
        yield MetricValue("drypoint_backup_age_seconds", "How old the last backup is.", age)
    by_level = dict(KnownFault.objects.order_by().values_list("level").annotate(number=Count("pk")))
    for level in (checks.WARNING, checks.ERROR):
        yield MetricValue(
            "drypoint_faults", "Faults that the last round found.", by_level.get(level, 0), {"level": level}
        )
    longest = longest_wait_seconds()
    yield MetricValue("drypoint_longest_write_wait_seconds", "Longest wait of a writer of this process.", longest)
    own = resource.getrusage(resource.RUSAGE_SELF)
    yield MetricValue("process_cpu_seconds", "Processor time that this process took.", own.ru_utime + own.ru_stime)
    yield MetricValue("process_resident_memory_bytes", "Memory that this process takes.", _resident_bytes())
    yield MetricValue(
        "process_open_fds", "Files that this process holds open.", sum(1 for _file in Path("/proc/self/fd").iterdir())
    )


def _of(check: str) -> dict[str, str]:
    return {"check": check}


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def as_text(found: Iterable[MetricValue]) -> str:
    """Return the figures as Prometheus reads them: every name is described once."""
    lines: list[str] = []
    told = ""
    for figure in found:
        if figure.name != told:
            lines += [f"# HELP {figure.name} {figure.help}", f"# TYPE {figure.name} gauge"]
            told = figure.name
        labels = ",".join(f'{name}="{_quoted(value)}"' for name, value in figure.labels.items())
        lines.append(f"{figure.name}{f'{{{labels}}}' if labels else ''} {figure.value}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
