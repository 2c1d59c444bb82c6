from __future__ import annotations

from peakops.pairs import exclusive_pairs
from scheduler.problem import GridOption, WorkOrder


def order(name: str, feeder: str, *options: GridOption) -> WorkOrder:
    return WorkOrder(
        id=name,
        feeder=feeder,
        job_class=2,
        stint_class="any",
        setup_minutes=20,
        segments=(30,),
        teardown_minutes=20,
        site=0,
        value_per_day=(1,),
        grid_options=options,
    )


def option(
    plan: str = "", blocked: tuple[str, ...] = (), touched: tuple[str, ...] = ()
) -> GridOption:
    return GridOption(transfer_plan=plan, blocked_feeders=blocked, touched_feeders=touched)


PARTNERS = {("F1", "F2")}


def rules(*orders: WorkOrder) -> list[tuple[str, str, str]]:
    return [(p.rule, p.first[0], p.second[0]) for p in exclusive_pairs(orders, PARTNERS)]


def test_tie_partners_with_reclosing_blocked_are_kept_apart() -> None:
    a, b = order("A", "F1", option(blocked=("F1",))), order("B", "F2", option(blocked=("F2",)))
    assert rules(a, b) == [("partner_feeders", "A", "B")]


def test_a_partner_that_still_recloses_may_work() -> None:
    a, b = order("A", "F1", option(blocked=("F1",))), order("B", "F2", option())
    assert rules(a, b) == []


def test_feeders_without_a_tie_between_them_may_work() -> None:
    a, b = order("A", "F1", option(blocked=("F1",))), order("B", "F3", option(blocked=("F3",)))
    assert rules(a, b) == []


def test_a_feeder_in_a_transfer_takes_part_in_no_other_work() -> None:
    moving = order("A", "F1", option("A-T1", touched=("F1", "F3")))
    resting = order("B", "F3", option(touched=("F3",)))
    pair = exclusive_pairs((moving, resting), PARTNERS)[0]
    assert (pair.rule, pair.first, pair.second) == ("transfer_conflict", ("A", "A-T1"), ("B", ""))


def test_two_jobs_on_one_feeder_without_a_transfer_may_overlap() -> None:
    a, b = (order(name, "F1", option(touched=("F1",))) for name in "AB")
    assert rules(a, b) == []


def test_each_transfer_plan_is_judged_on_its_own() -> None:
    a = order("A", "F1", option("A-T1", touched=("F1", "F3")), option("A-T2", touched=("F1", "F4")))
    b = order("B", "F4", option(touched=("F4",)))
    found = exclusive_pairs((a, b), PARTNERS)
    assert [pair.first for pair in found] == [("A", "A-T2")]
