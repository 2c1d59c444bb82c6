"""Job types, their steps and the clothing they are done in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

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


def _cover(minutes: int = 10) -> tuple[BucketStep, ...]:
    return (
        (minutes, True, 5, "验电、测泄漏电流，遮蔽近边相（由近到远、由下到上，搭接≥150mm）",
         "Test for voltage and leakage; cover the near phase (near to far, low to high, overlap 150 mm)"),
        (minutes, True, 5, "遮蔽远边相及中相、横担等接地体", "Cover the far and middle phases and earthed parts"),
    )  # fmt: skip


def _uncover(minutes: int = 10) -> tuple[BucketStep, ...]:
    return (
        (minutes, True, 5, "检查施工质量，按相反顺序拆除遮蔽", "Check the work; uncover in reverse order"),
    )


def _phases(minutes: int, zh: str, en: str, safe: int = 8) -> tuple[BucketStep, ...]:
    phases = (("中相", "middle phase"), ("远边相", "far phase"), ("近边相", "near phase"))
    return tuple((minutes, True, safe, f"{phase}：{zh}", f"{word}: {en}") for phase, word in phases)


JOB_TYPES = {
    "I-STICK-LEAD": JobType(
        name_zh="绝缘杆作业法带电接引线", name_en="Connect leads, insulating stick", job_class="I",
        method="stick",
        bucket=(*_cover(9), *_phases(12, "测量、剥皮、杆式线夹搭接", "measure, strip, clamp by stick"), *_uncover(9)),
    ),
    "I-STICK-ARRESTER": JobType(
        name_zh="绝缘杆作业法带电更换避雷器", name_en="Replace arresters, insulating stick", job_class="I",
        method="stick",
        bucket=(*_cover(9), *_phases(11, "断开、更换并恢复避雷器引线", "disconnect, replace, reconnect the arrester lead"), *_uncover(9)),
    ),
    "II-LEAD-ON": JobType(
        name_zh="带电接分支引线", name_en="Connect branch leads", job_class="II", method="glove",
        bucket=(*_cover(10), *_phases(10, "测量引线、剥除绝缘层、安装并沟线夹", "measure the lead, strip, fit the clamp"), *_uncover(10)),
    ),
    "II-LEAD-OFF": JobType(
        name_zh="带电断分支引线", name_en="Disconnect branch leads", job_class="II", method="glove",
        bucket=(*_cover(10), *_phases(8, "锁紧引线、拆除线夹、固定引线", "hold the lead, remove the clamp, tie it back"), *_uncover(10)),
    ),
    "II-FUSE": JobType(
        name_zh="带电更换跌落式熔断器", name_en="Replace drop-out fuses", job_class="II", method="glove",
        blocked=True,
        bucket=(*_cover(10), *_phases(12, "断上引线、更换熔断器、恢复上引线", "lift the lead, change the fuse, reconnect"), *_uncover(10)),
    ),
    "II-ARRESTER": JobType(
        name_zh="带电更换避雷器", name_en="Replace arresters", job_class="II", method="glove",
        bucket=(*_cover(10), *_phases(10, "断引线、更换避雷器、接引线", "lift the lead, change the arrester, reconnect"), *_uncover(10)),
    ),
    "II-SMART-LEAD": JobType(
        name_zh="带电搭接智能开关引线", name_en="Connect a smart switch's leads", job_class="II", method="glove",
        blocked=True,
        bucket=(*_cover(10), *_phases(11, "开关两侧引线搭接、绝缘恢复", "connect both leads of the switch, restore insulation"), *_uncover(9)),
    ),
    "II-CLEAR": JobType(
        name_zh="带电消缺（清除异物、加装绝缘护套）", name_en="Clear a defect, fit covers", job_class="II",
        method="glove",
        bucket=(*_cover(10), *_phases(10, "清除异物、修补绝缘层、加装护套", "remove debris, mend the covering, fit a sleeve", 5), *_uncover(10)),
    ),
    "II-INSULATOR": JobType(
        name_zh="带电更换直线杆绝缘子及横担", name_en="Replace pin insulators and crossarm", job_class="II",
        method="glove", blocked=True, metabolic=200, setup=30,
        bucket=(
            *_cover(10), (10, True, 10, "安装绝缘小吊臂，提升导线", "Fit the small jib and lift the conductors"),
            *_phases(12, "更换绝缘子并绑扎导线", "change the insulator and bind the conductor", 10),
            (12, True, 10, "更换横担并落下导线", "Change the crossarm and lower the conductors"), *_uncover(12),
        ),
    ),
    "II-ISOLATOR": JobType(
        name_zh="带电更换柱上隔离刀闸", name_en="Replace pole-top isolators", job_class="II", method="glove",
        blocked=True, setup=30,
        bucket=(
            *_cover(12), *_phases(18, "断两侧引线、更换刀闸、恢复引线", "lift both leads, change the isolator, reconnect", 10),
            *_uncover(12),
        ),
    ),
    "III-LOAD-FUSE": JobType(
        name_zh="带负荷更换跌落式熔断器", name_en="Replace fuses under load", job_class="III", method="glove",
        blocked=True, certificate="complex", switching="relieve", setup=30,
        bucket=(
            *_cover(12), *_phases(10, "安装绝缘引流线并测流", "fit the bypass jumper and measure its current", 10),
            *_phases(12, "更换熔断器", "change the fuse", 10), *_phases(6, "拆除绝缘引流线", "remove the jumper"),
            *_uncover(12),
        ),
    ),
    "III-LOAD-SWITCH": JobType(
        name_zh="带负荷更换柱上负荷开关", name_en="Replace a load-break switch under load", job_class="III",
        method="glove, bypass", blocked=True, certificate="complex", switching="relieve", setup=30,
        vehicles="bucket_truck;bypass_truck",
        bucket=(
            *_cover(12), *_phases(12, "安装旁路引下电缆并核相", "fit the bypass cable and check its phase", 12),
            *_phases(12, "断开旧开关引线", "lift the old switch's leads", 10),
            (15, True, 10, "吊换柱上开关", "Change the switch by crane"),
            *_phases(8, "恢复引线，拆除旁路", "reconnect, remove the bypass"), *_uncover(15),
        ),
    ),
    "III-POLE": JobType(
        name_zh="带负荷更换直线杆及附件", name_en="Replace a pole under load", job_class="III", method="glove",
        blocked=True, certificate="complex", switching="relieve", setup=30, teardown=25,
        bucket=(
            *_cover(12), *_phases(12, "脱离绝缘子、导线支撑固定", "free the conductor and support it", 12),
            (12, True, 12, "撤除旧杆", "Take out the old pole"), (12, True, 12, "组立新杆", "Set the new pole"),
            *_phases(12, "安装绝缘子及横担", "fit insulator and crossarm", 12),
            *_phases(12, "导线复位绑扎", "put the conductor back and bind it", 10), *_uncover(12),
            (12, True, 5, "拆除支撑、清点工器具", "Remove the supports, count the tools"),
        ),
    ),
    "III-SECTION": JobType(
        name_zh="分段停电更换耐张绝缘子串", name_en="Replace tension strings, section dead", job_class="III",
        method="de-energised section", blocked=True, certificate="complex", switching="section_dead",
        setup=30,
        bucket=(
            *_cover(12), *_phases(16, "收紧导线、更换绝缘子串", "take up tension, change the string", 10),
            *_phases(12, "恢复导线张力、检查弛度", "release tension, check the sag", 10), *_uncover(12),
        ),
    ),
    "IV-TENSION-SWITCH": JobType(
        name_zh="带负荷直线杆改耐张杆并加装智能开关",
        name_en="Turn a line pole into a tension pole and add a smart switch under load",
        job_class="IV", method="glove, two work points", crews=2, bucket_workers=4, persons=7,
        blocked=True, certificate="complex", switching="relieve", setup=30, teardown=20,
        bucket=(
            *_cover(12), *_phases(12, "安装绝缘引流线并测流", "fit the bypass jumper and measure its current", 12),
            *_phases(12, "安装紧线器、收紧导线", "fit the puller and take up tension", 12),
            *_phases(12, "开断导线、作耐张头", "cut and dead-end the conductor", 12),
            (12, True, 10, "吊装智能开关", "Lift the smart switch into place"),
            (12, True, 10, "固定开关、安装控制箱", "Fix the switch, fit its control box"),
            *_phases(12, "搭接开关引线", "connect the switch's leads", 10),
            *_phases(8, "拆除绝缘引流线", "remove the jumper"),
            (12, True, 5, "检查施工质量，恢复绝缘", "Check the work, restore the insulation"), *_uncover(12),
        ),
    ),
}  # fmt: skip

HAZARDS = {
    "setup": ("高温、道路交通、绝缘斗臂车倾覆", "饮水防暑，设围栏与标志，支腿加垫、可靠接地，核对线路名称杆号"),
    "bucket": ("相间短路、触电、斗内中暑", "保持安全距离，遮蔽严密，禁止同时接触两相，按轮换时间换人"),
    "teardown": ("高空坠物、工具遗漏", "清点工器具，全部人员撤离后再汇报"),
}
SETUP_STEPS = (
    (0.4, "现场复勘，核对线路名称、杆号，测风速、湿度，向调度申请", "Survey the site again, check line and pole, measure wind and humidity, call dispatch"),
    (0.3, "开班会，交代任务、危险点及轮换安排", "Brief the crew: task, hazards, rotation"),
    (0.3, "停放斗臂车、接地，检测工器具，穿戴绝缘披肩，试斗", "Place and earth the truck, test tools, dress, try the bucket"),
)  # fmt: skip
TEARDOWN_STEPS = (
    (0.5, "斗臂车收回，清理现场，清点工器具", "Stow the truck, clear the site, count the tools"),
    (0.5, "向调度汇报完工，终结工作票，班后会", "Report to dispatch, close the ticket, debrief"),
)


def job_types() -> pd.DataFrame:
    """One row per job type."""
    return pd.DataFrame(
        [
            {
                "code": code, "name_zh": job.name_zh, "name_en": job.name_en, "class": job.job_class,
                "method": job.method, "crews_needed": job.crews, "bucket_workers": job.bucket_workers,
                "persons": job.persons, "metabolic_rate_w_per_m2": job.metabolic, "kit": "CAPE",
                "reclosing_blocked": job.blocked, "certificates": job.certificate,
                "vehicle_kinds": job.vehicles, "switching": job.switching,
            }
            for code, job in JOB_TYPES.items()
        ]
    )  # fmt: skip


def job_steps() -> pd.DataFrame:
    """Every step of every job type, in order."""
    return pd.DataFrame([row for code, job in JOB_TYPES.items() for row in _steps(code, job)])


def bucket_minutes(code: str) -> int:
    """Minutes in the bucket of a job type, at one work point. [min]"""
    return sum(step[0] for step in JOB_TYPES[code].bucket)


def _steps(code: str, job: JobType) -> list[dict[str, object]]:
    ground = [("setup", part, 5, zh, en) for part, zh, en in _parts(job.setup, SETUP_STEPS)]
    after = [("teardown", part, 2, zh, en) for part, zh, en in _parts(job.teardown, TEARDOWN_STEPS)]
    rows = [(phase, minutes, False, safe, zh, en) for phase, minutes, safe, zh, en in ground]
    rows += [("bucket", *step) for step in job.bucket]
    rows += [(phase, minutes, False, safe, zh, en) for phase, minutes, safe, zh, en in after]
    return [
        {
            "job_type": code, "step": number, "phase": phase, "minutes": minutes,
            "handover_after": handover, "safe_state_minutes": safe, "text_zh": zh, "text_en": en,
            "hazard_zh": HAZARDS[phase][0], "control_zh": HAZARDS[phase][1],
        }
        for number, (phase, minutes, handover, safe, zh, en) in enumerate(rows, start=1)
    ]  # fmt: skip


def _parts(total: int, shares: tuple[tuple[float, str, str], ...]) -> list[tuple[int, str, str]]:
    minutes = [round(total * share) for share, _, _ in shares]
    minutes[-1] = total - sum(minutes[:-1])
    return [(part, zh, en) for part, (_, zh, en) in zip(minutes, shares, strict=True)]


def kits() -> pd.DataFrame:
    """Clothing insulation and moisture permeability, with where the figures come from."""
    columns = ["kit", "clo", "im", "cav_c", "mass_kg", "source"]
    rows = [
        ("COTTON", 0.6, 0.38, 0, 1.2, "ISO 9920 work clothes; Li 2022, IJERPH 19(13):7843 (ensemble 1.046 clo with air layer)"),
        ("CAPE", 0.9, 0.25, 4, 4.5, "Estimate: 35 % of the skin under rubber; ISO 7243:2017 apron row, to be confirmed by the utility"),
        ("FULL_SUIT", 1.0, 0.12, 10, 7.0, "Estimate, outside the scope of ISO 7933; to be confirmed by the utility"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
