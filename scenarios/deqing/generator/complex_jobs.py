"""Job types of classes III and IV: load is moved, two to four hours at height."""

from __future__ import annotations

from generator.job_records import JobType, cover, phases, uncover

COMPLEX_JOBS = {
    "III-LOAD-FUSE": JobType(
        name_zh="带负荷更换跌落式熔断器",
        name_en="Replace fuses under load",
        job_class="III",
        method="glove",
        blocked=True,
        certificate="complex",
        switching="relieve",
        setup=30,
        bucket=(
            *cover(12),
            *phases(
                12, "安装绝缘引流线并测流", "fit the bypass jumper and measure its current", 10
            ),
            *phases(12, "更换熔断器", "change the fuse", 10),
            *phases(8, "拆除绝缘引流线", "remove the jumper"),
            *uncover(12),
        ),
    ),
    "III-LOAD-SWITCH": JobType(
        name_zh="带负荷更换柱上负荷开关",
        name_en="Replace a load-break switch under load",
        job_class="III",
        method="glove, bypass",
        blocked=True,
        certificate="complex",
        switching="relieve",
        setup=30,
        vehicles="bucket_truck;bypass_truck",
        bucket=(
            *cover(12),
            *phases(12, "安装旁路引下电缆并核相", "fit the bypass cable and check its phase", 12),
            *phases(12, "断开旧开关引线", "lift the old switch's leads", 10),
            (15, True, 10, "吊换柱上开关", "Change the switch by crane"),
            *phases(8, "恢复引线，拆除旁路", "reconnect, remove the bypass"),
            *uncover(15),
        ),
    ),
    "III-POLE": JobType(
        name_zh="带负荷更换直线杆及附件",
        name_en="Replace a pole under load",
        job_class="III",
        method="glove",
        blocked=True,
        certificate="complex",
        switching="relieve",
        setup=30,
        teardown=25,
        bucket=(
            *cover(12),
            *phases(12, "脱离绝缘子、导线支撑固定", "free the conductor and support it", 12),
            (12, True, 12, "撤除旧杆", "Take out the old pole"),
            (12, True, 12, "组立新杆", "Set the new pole"),
            *phases(12, "安装绝缘子及横担", "fit insulator and crossarm", 12),
            *phases(12, "导线复位绑扎", "put the conductor back and bind it", 10),
            *uncover(12),
            (12, True, 5, "拆除支撑、清点工器具", "Remove the supports, count the tools"),
        ),
    ),
    "III-SECTION": JobType(
        name_zh="分段停电更换耐张绝缘子串",
        name_en="Replace tension strings, section dead",
        job_class="III",
        method="de-energised section",
        blocked=True,
        certificate="complex",
        switching="section_dead",
        setup=30,
        bucket=(
            *cover(12),
            *phases(12, "安装紧线器、收紧导线", "fit the puller and take up tension", 10),
            *phases(12, "更换耐张绝缘子串", "change the tension string", 10),
            *phases(12, "恢复导线张力、检查弛度", "release tension, check the sag", 10),
            *uncover(12),
        ),
    ),
    "IV-TENSION-SWITCH": JobType(
        name_zh="带负荷直线杆改耐张杆并加装智能开关",
        name_en="Turn a line pole into a tension pole and add a smart switch under load",
        job_class="IV",
        method="glove, two work points",
        crews=2,
        bucket_workers=4,
        persons=7,
        blocked=True,
        certificate="complex",
        switching="relieve",
        setup=30,
        teardown=20,
        bucket=(
            *cover(12),
            *phases(
                12, "安装绝缘引流线并测流", "fit the bypass jumper and measure its current", 12
            ),
            *phases(12, "安装紧线器、收紧导线", "fit the puller and take up tension", 12),
            *phases(12, "开断导线、作耐张头", "cut and dead-end the conductor", 12),
            (12, True, 10, "吊装智能开关", "Lift the smart switch into place"),
            (12, True, 10, "固定开关、安装控制箱", "Fix the switch, fit its control box"),
            *phases(12, "搭接开关引线", "connect the switch's leads", 10),
            *phases(8, "拆除绝缘引流线", "remove the jumper"),
            (12, True, 5, "检查施工质量，恢复绝缘", "Check the work, restore the insulation"),
            *uncover(12),
        ),
    ),
}
