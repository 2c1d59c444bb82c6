"""Job types of classes I and II: about an hour to an hour and a half at height."""

from __future__ import annotations

from generator.job_records import JobType, cover, phases, uncover

SIMPLE_JOBS = {
    "I-STICK-LEAD": JobType(
        name_zh="绝缘杆作业法带电接引线",
        name_en="Connect leads, insulating stick",
        job_class="I",
        method="stick",
        bucket=(
            *cover(9),
            *phases(12, "测量、剥皮、杆式线夹搭接", "measure, strip, clamp by stick"),
            *uncover(9),
        ),
    ),
    "I-STICK-ARRESTER": JobType(
        name_zh="绝缘杆作业法带电更换避雷器",
        name_en="Replace arresters, insulating stick",
        job_class="I",
        method="stick",
        bucket=(
            *cover(9),
            *phases(
                11, "断开、更换并恢复避雷器引线", "disconnect, replace, reconnect the arrester lead"
            ),
            *uncover(9),
        ),
    ),
    "II-LEAD-ON": JobType(
        name_zh="带电接分支引线",
        name_en="Connect branch leads",
        job_class="II",
        method="glove",
        bucket=(
            *cover(10),
            *phases(
                12, "测量引线、剥除绝缘层、安装并沟线夹", "measure the lead, strip, fit the clamp"
            ),
            *uncover(10),
        ),
    ),
    "II-LEAD-OFF": JobType(
        name_zh="带电断分支引线",
        name_en="Disconnect branch leads",
        job_class="II",
        method="glove",
        bucket=(
            *cover(10),
            *phases(
                8, "锁紧引线、拆除线夹、固定引线", "hold the lead, remove the clamp, tie it back"
            ),
            *uncover(10),
        ),
    ),
    "II-FUSE": JobType(
        name_zh="带电更换跌落式熔断器",
        name_en="Replace drop-out fuses",
        job_class="II",
        method="glove",
        blocked=True,
        bucket=(
            *cover(10),
            *phases(
                12, "断上引线、更换熔断器、恢复上引线", "lift the lead, change the fuse, reconnect"
            ),
            *uncover(10),
        ),
    ),
    "II-ARRESTER": JobType(
        name_zh="带电更换避雷器",
        name_en="Replace arresters",
        job_class="II",
        method="glove",
        bucket=(
            *cover(10),
            *phases(
                12, "断引线、更换避雷器、接引线", "lift the lead, change the arrester, reconnect"
            ),
            *uncover(10),
        ),
    ),
    "II-SMART-LEAD": JobType(
        name_zh="带电搭接智能开关引线",
        name_en="Connect a smart switch's leads",
        job_class="II",
        method="glove",
        blocked=True,
        bucket=(
            *cover(10),
            *phases(
                11,
                "开关两侧引线搭接、绝缘恢复",
                "connect both leads of the switch, restore insulation",
            ),
            *uncover(9),
        ),
    ),
    "II-CLEAR": JobType(
        name_zh="带电消缺（清除异物、加装绝缘护套）",
        name_en="Clear a defect, fit covers",
        job_class="II",
        method="glove",
        bucket=(
            *cover(10),
            *phases(
                10,
                "清除异物、修补绝缘层、加装护套",
                "remove debris, mend the covering, fit a sleeve",
                5,
            ),
            *uncover(10),
        ),
    ),
    "II-INSULATOR": JobType(
        name_zh="带电更换直线杆绝缘子及横担",
        name_en="Replace pin insulators and crossarm",
        job_class="II",
        method="glove",
        blocked=True,
        metabolic=200,
        setup=30,
        bucket=(
            *cover(10),
            (10, True, 10, "安装绝缘小吊臂，提升导线", "Fit the small jib and lift the conductors"),
            *phases(12, "更换绝缘子并绑扎导线", "change the insulator and bind the conductor", 10),
            (12, True, 10, "更换横担并落下导线", "Change the crossarm and lower the conductors"),
            *uncover(12),
        ),
    ),
    "II-ISOLATOR": JobType(
        name_zh="带电更换柱上隔离刀闸",
        name_en="Replace pole-top isolators",
        job_class="II",
        method="glove",
        blocked=True,
        setup=30,
        bucket=(
            *cover(12),
            *phases(
                18,
                "断两侧引线、更换刀闸、恢复引线",
                "lift both leads, change the isolator, reconnect",
                10,
            ),
            *uncover(12),
        ),
    ),
}
