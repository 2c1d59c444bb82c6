"""What a job type is, and the bucket steps most of them share."""

from __future__ import annotations

from dataclasses import dataclass

# minutes, hand-over after it, minutes to a safe state, Chinese, English
BucketStep = tuple[int, bool, int, str, str]


@dataclass(frozen=True, kw_only=True)
class JobType:
    """A row of ``job_types.csv`` and its bucket steps.

    Parameters
    ----------
    name_zh, name_en, job_class, method
        As printed.
    setup, teardown
        Minutes on the ground. [min]
    bucket
        Steps at height, in order.
    crews, bucket_workers, persons
        Crews that work together; workers at height and people in all.
    metabolic
        Work rate in the bucket. [W/m²]
    blocked
        Whether reclosing is blocked.
    certificate, vehicles, switching
        What it needs.
    """

    name_zh: str
    name_en: str
    job_class: str
    method: str
    bucket: tuple[BucketStep, ...]
    setup: int = 25
    teardown: int = 20
    crews: int = 1
    bucket_workers: int = 2
    persons: int = 4
    metabolic: int = 165
    blocked: bool = False
    certificate: str = "simple"
    vehicles: str = "bucket_truck"
    switching: str = "none"


def cover(minutes: int = 10) -> tuple[BucketStep, ...]:
    """Test for voltage and cover what is live or earthed."""
    return (
        (
            minutes,
            True,
            5,
            "验电、测泄漏电流，遮蔽近边相（由近到远、由下到上，搭接≥150mm）",
            "Test voltage and leakage; cover the near phase, low to high, overlap 150 mm",
        ),
        (
            minutes,
            True,
            5,
            "遮蔽远边相及中相、横担等接地体",
            "Cover the far and middle phases and earthed parts",
        ),
    )


def uncover(minutes: int = 10) -> tuple[BucketStep, ...]:
    """Take the covers off again."""
    return (
        (
            minutes,
            True,
            5,
            "检查施工质量，按相反顺序拆除遮蔽",
            "Check the work; uncover in reverse order",
        ),
    )


def phases(minutes: int, zh: str, en: str, safe: int = 8) -> tuple[BucketStep, ...]:
    """One step for each phase, with a hand-over point after it."""
    three = (("中相", "middle phase"), ("远边相", "far phase"), ("近边相", "near phase"))
    return tuple((minutes, True, safe, f"{phase}：{zh}", f"{word}: {en}") for phase, word in three)
