from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pandapower
import pandas as pd
import pytest

import feeders
from feeders.network import element_faults
from feeders.network_checks import NetworkFaults
from tests.feeders import small_net
from tests.feeders.small_net import Builder, Case, case_of, feeder_row


def test_a_sound_network_is_read_into_feeders_sections_and_ties() -> None:
    network = small_net.two_substations().read()

    assert [f.feeder for f in network.feeders] == ["F1", "F2", "F3", "F4"]
    assert network.bus_section_of_feeder == {"F1": "B1", "F2": "B1", "F3": "B3", "F4": "B3"}
    assert network.feeder_of_bus[12] == "F1"
    assert network.feeder_of_bus[1] == ""  # the busbar belongs to no feeder
    assert network.tie_switches == (11, 12, 13)
    assert network.tie_partners == {("F1", "F2"), ("F1", "F3"), ("F3", "F4")}
    assert network.customers_of_feeder == {"F1": 300, "F2": 300, "F3": 300, "F4": 200}
    assert network.section_of(11).buses == (11,)
    assert network.section_of(11).switches == (1, 2)


def test_the_same_text_read_again_knows_nothing_of_what_was_done_with_it() -> None:
    case = small_net.two_substations()
    first = case.read()
    before = first.net.line["max_i_ka"].copy()
    first.net.line["max_i_ka"] = 0.0
    first.net.load["scaling"] = 7.0
    again = case.read()
    assert again.net is not first.net
    assert (again.net.line["max_i_ka"] == before).all()
    assert (again.net.load["scaling"] == 1.0).all()


def test_the_smallest_limit_of_a_feeder_counts_and_is_named() -> None:
    case = small_net.two_substations()
    case.feeders.loc[0, "ct_primary_a"] = 300.0
    case.feeders.loc[1, "overcurrent_pickup_a"] = 360.0
    case.feeders.loc[2, "limit_a"] = 250.0
    case.switches.loc[case.switches["switch"] == 9, "limit_a"] = 200.0

    read = case.read().feeders

    assert [(f.limit_a, f.limit_from) for f in read] == [
        (300.0, "ct_primary"), (300.0, "overcurrent_pickup"), (250.0, "limit_a"), (200.0, "switch"),
    ]  # fmt: skip


def test_the_power_factor_has_a_default() -> None:
    case = small_net.two_substations()
    case.feeders.loc[0, "power_factor"] = float("nan")
    assert case.read().feeder["F1"].power_factor == 0.95


def test_todays_switching_state_moves_the_border_between_feeders() -> None:
    case = small_net.two_substations()
    case.switch_state = pd.DataFrame(
        {"switch": [2, 11], "closed": [False, True], "since": ["", ""]}
    )
    network = case.read()
    assert network.feeder_of_bus[12] == "F2"
    assert 2 in network.tie_switches
    assert 11 not in network.tie_switches


def test_same_pole_circuits_know_each_other() -> None:
    case = small_net.two_substations()
    case.feeders.loc[0, "same_pole_feeder"] = "F3"
    assert case.read().same_pole == {"F1": ("F3",), "F2": (), "F3": ("F1",), "F4": ()}


def test_sensitive_customers_are_kept_by_bus() -> None:
    case = small_net.two_substations()
    case.customers.loc[0, ["sensitive_kind", "sensitive_count"]] = ["hospital", 2]
    assert case.read().sensitive_of_bus == {10: (("hospital", 2),)}


def test_a_feeder_may_start_with_switches_between_buses() -> None:
    b = Builder()
    b.substation(0, 1)
    b.between(1, 5, "disconnector")
    breaker = b.between(5, 6, "breaker")
    line = b.line(6, 7)
    section = b.between(7, 8)
    b.load(8)
    network = case_of(b, [feeder_row("F1", "A", line, breaker)]).read()
    assert network.bus_section_of_feeder == {"F1": "B1"}  # over the bay, to the busbar itself
    assert network.section_of(7).switches == (breaker, section)


def test_a_line_open_at_both_ends_is_one_tie_of_two_switches() -> None:
    case = small_net.two_substations()
    b = Builder()
    b.net, b.types = (
        case.net,
        dict(zip(case.switches["switch"], case.switches["type"], strict=True)),
    )
    far = b.switch(22, 11, closed=False)  # line 12-22, open at 12 already
    case.switches = small_net.switch_table(b.types)
    assert case.net.line.at[11, "name"] == "L12-22"
    ties = [tie for tie in case.read().ties if far in tie.switches]
    assert [(tie.switches, tie.feeders) for tie in ties] == [((11, far), ("F1", "F2"))]


def test_a_switch_of_unknown_type_is_never_operated() -> None:
    case = small_net.two_substations()
    case.switches = case.switches[case.switches["switch"] != 2]
    network = case.read()
    assert network.switches[2].type == "disconnector"
    assert network.section_of(11).switches == (1, 11, 12)  # the section reaches past it


def test_maps_get_positions_and_open_points() -> None:
    network = small_net.two_substations().read()
    bus = network.bus_table.set_index("bus").loc[12]
    assert (bus["name"], bus["lon"], bus["lat"]) == ("B12", 120.012, 30.506)
    assert (bus["feeder"], bus["bus_section"], bus["customers"]) == ("F1", "B1", 100)
    branches = network.branch_table.set_index(["kind", "index"])
    assert set(branches.index.get_level_values("kind")) == {"line", "trafo", "switch"}
    assert tuple(branches.loc[("switch", 11), ["from_bus", "to_bus"]]) == (12, 22)
    assert branches["normally_open"].sum() == 6  # three switches and their lines


def test_maps_do_without_positions_and_show_every_kind_of_switch() -> None:
    case = small_net.cigre()
    case.net.bus.loc[1, "geo"] = None
    network = case.read()
    assert network.bus_table.set_index("bus").loc[1, ["lon", "lat"]].isna().all()
    trafo_switches = network.branch_table.query("kind == 'switch' and from_bus == 0")
    assert sorted(trafo_switches["to_bus"]) == [1, 12]


def test_elements_have_the_names_of_the_network_file() -> None:
    network = small_net.two_substations().read()
    assert network.element_name("line:0") == "L1-10"
    assert network.element_name("bus:12") == "B12"
    assert network.element_name("feeder:F1") == "F1"
    assert network.element_name("trafo:0") == "trafo:0"  # has no name
    assert network.element_name("network") == "network"


def open_at(table: str, key: object, column: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case.net[table].loc[key, column] = value

    return change


def second_switch(case: Case) -> None:
    case.net.switch.loc[99] = case.net.switch.loc[0]


def trafo_switch_elsewhere(case: Case) -> None:
    pandapower.create_switch(case.net, 1, 0, "t", index=99)
    case.net.switch.loc[99, "bus"] = 10


def bus_to_itself(case: Case) -> None:
    pandapower.create_switch(case.net, 10, 10, "b", index=99)


def no_base(case: Case) -> None:
    case.net.sn_mva = "1 MVA"


def islanded(case: Case) -> None:
    case.net.switch.loc[2, "closed"] = False


def looped(case: Case) -> None:
    case.net.switch.loc[11, "closed"] = True


def head_opened(case: Case) -> None:
    case.net.switch.loc[0, "closed"] = False


def nested_head(case: Case) -> None:
    case.feeders.loc[1, ["head_line", "head_switch"]] = [1, 1]


def wrong_head_switch(case: Case) -> None:
    case.feeders.loc[0, "head_switch"] = 1


def headless(case: Case) -> None:
    case.feeders = case.feeders[case.feeders["feeder"] != "F2"].reset_index(drop=True)


def loadless(case: Case) -> None:
    case.net.load.loc[case.net.load["bus"].isin([40, 41]), "in_service"] = False


def idle_tie(case: Case) -> None:
    case.switches.loc[case.switches["switch"].isin([1, 2]), "type"] = "disconnector"
    case.net.line.loc[11, "to_bus"] = 10  # the tie of F1 to F2 now ends in its own section


def two_substations_on_one_busbar(case: Case) -> None:
    case.feeders.loc[1, "substation"] = "B"


def tap_without_type(case: Case) -> None:
    case.net.trafo.loc[0, ["tap_pos", "tap_changer_type"]] = [-2, None]


def zip_load(case: Case) -> None:
    case.net.load.loc[0, "const_z_p_percent"] = 30.0


def generator(case: Case) -> None:
    pandapower.create_gen(case.net, 12, p_mw=0.1, vm_pu=1.0)


def no_source(case: Case) -> None:
    case.net.ext_grid["in_service"] = False


def table_row(name: str, column: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        getattr(case, name).loc[0, column] = value

    return change


FAULTS = [
    (open_at("line", 3, "max_i_ka", float("nan")), "line 3", "max_i_ka"),  # no rating
    (open_at("line", 3, "max_i_ka", 0.0), "line 3", "max_i_ka"),  # rating zero
    (open_at("line", 3, "length_km", 0.0), "line 3", "length_km"),  # no impedance
    (open_at("line", 3, "to_bus", 1), "line 3", "to_bus"),  # ends where it starts
    (open_at("trafo", 0, "sn_mva", float("nan")), "trafo 0", "sn_mva"),  # no rating
    (tap_without_type, "trafo 0", "tap_changer_type"),  # pandapower would ignore the tap
    (open_at("load", 2, "p_mw", float("nan")), "load 2", "p_mw"),  # runpp: "not converged"
    (open_at("load", 2, "q_mvar", float("nan")), "load 2", "q_mvar"),
    (open_at("ext_grid", 0, "vm_pu", 1.5), "ext_grid 0", "vm_pu"),  # no plausible source
    (open_at("switch", 1, "z_ohm", 0.1), "switch 1", "z_ohm"),  # not an ideal switch
    (open_at("switch", 1, "et", "t3"), "switch 1", "et"),  # three-winding transformers
    (open_at("switch", 1, "bus", 12), "switch 1", "bus"),  # at no end of its line
    (trafo_switch_elsewhere, "switch 99", "bus"),  # at no end of its transformer
    (bus_to_itself, "switch 99", "element"),  # joins nothing
    (open_at("trafo", 0, "vkr_percent", 11.0), "trafo 0", "vkr_percent"),  # above vk_percent
    (no_base, "", "sn_mva"),  # nothing to calculate with
    (second_switch, "switch 99", ""),  # two switches at one line end
    (zip_load, "load", "const_z_p_percent"),  # no constant power
    (generator, "gen", ""),  # voltage-controlled
    (no_source, "ext_grid", ""),
    (islanded, "bus 12", ""),  # dark in the normal state
    (looped, "switch 0, 1, 2, 3, 4, 5 and 1 more", "closed"),  # two feeders in parallel
    (head_opened, "F1", "head_switch"),  # feeder switched off
    (wrong_head_switch, "F1", "head_switch"),  # not at the head line
    (nested_head, "F2", "head_line"),  # inside another feeder
    (headless, "line 3", "head_line"),  # a loaded line that nobody names
    (loadless, "F4", "feeder"),  # nothing to share the forecast to
    (idle_tie, "switch 11", "closed"),  # closing it would do nothing
    (two_substations_on_one_busbar, "F2", "substation"),
    (table_row("feeders", "head_line", 999), "F1", "head_line"),  # unknown
    (table_row("feeders", "head_switch", 999), "F1", "head_switch"),
    (table_row("feeders", "substation", "X"), "F1", "substation"),
    (table_row("feeders", "same_pole_feeder", "F9"), "F1", "same_pole_feeder"),
    (table_row("feeders", "same_pole_feeder", "F1"), "F1", "same_pole_feeder"),  # itself
    (table_row("feeders", "head_line", 3), "F2", "head_line"),  # named twice
    (table_row("switches", "switch", 999), "999", "switch"),
    (table_row("switches", "type", "fuse"), "0", "type"),
    (table_row("customers", "bus", 999), "999", "bus"),
]


@pytest.mark.parametrize(("change", "key", "column"), FAULTS)
def test_each_fault_is_named(change: Callable[[Case], None], key: str, column: str) -> None:
    case = small_net.two_substations()
    change(case)
    with pytest.raises(NetworkFaults) as caught:
        case.read()
    assert (key, column) in {(fault.key, fault.column) for fault in caught.value.faults}


def test_all_faults_are_reported_at_once() -> None:
    case = small_net.two_substations()
    for change in (FAULTS[0][0], FAULTS[5][0], open_at("switch", 8, "closed", False), looped):
        change(case)
    case.customers.loc[0, "bus"] = 999
    case.switch_state = pd.DataFrame({"switch": [888], "closed": [True], "since": [""]})
    with pytest.raises(NetworkFaults) as caught:
        case.read()
    found = {(fault.table, fault.key) for fault in caught.value.faults}
    assert {
        ("network", "line 3"), ("network", "trafo 0"), ("customers", "999"),
        ("switch_state", "888"), ("network", "bus 32"),
    } <= found  # fmt: skip
    assert any("a loop through F1, F2" in str(fault) for fault in caught.value.faults)


def test_a_switch_of_a_transformer_may_be_at_either_end() -> None:
    for bus in (0, 1):
        case = small_net.two_substations()
        pandapower.create_switch(case.net, bus, 0, "t", index=99)
        assert "F1" in case.read().feeder


def test_a_power_is_told_as_it_stands_in_the_file() -> None:
    case = small_net.two_substations()
    case.net.load.loc[0, ["p_mw", "scaling"]] = [630.0, 0.5]
    with pytest.raises(NetworkFaults) as caught:
        case.read()
    (fault,) = caught.value.faults
    assert (fault.key, fault.column, fault.found) == ("load 0", "p_mw", "630")
    assert fault.wanted == "a number from -200 to 200 MW (630 looks like kW)"


def test_elements_are_judged_without_their_tables() -> None:
    case = small_net.two_substations()
    assert element_faults(case.text()) == ()
    case.net.line.loc[3, "length_km"] = 1100.0
    (fault,) = element_faults(case.text())
    assert (fault.key, fault.column, fault.found) == ("line 3", "length_km", "1100")
    assert [fault.wanted for fault in element_faults("{}")] == ["a pandapower JSON file"]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"bus": 1}', "not json"])
def test_a_file_that_is_no_network_is_one_fault(text: str) -> None:
    case = small_net.two_substations()
    with pytest.raises(NetworkFaults) as caught:
        feeders.read_network(text, case.feeders, case.sources, case.switches, case.switch_state,
                             case.customers)  # fmt: skip
    assert [fault.wanted for fault in caught.value.faults] == ["a pandapower JSON file"]


def test_the_oberrhein_network_is_read() -> None:
    network = small_net.oberrhein().read()
    assert len(network.feeders) == 4
    assert len(network.ties) == 6
    assert set(network.feeder_of_bus.values()) == {"", "F0", "F1", "F2", "F3"}


def test_the_urban_simbench_network_is_read_once_its_taps_have_a_type() -> None:
    simbench = pytest.importorskip("simbench", reason="simbench is only in the bench extra")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # simbench's own csv reader
        net = simbench.get_simbench_net("1-MV-urban--0-sw")
    b = Builder()
    b.net = net
    names = {"CB": "breaker", "LBS": "load_break", "DS": "disconnector"}
    b.types = {int(i): names[t] for i, t in net.switch["type"].items()}
    heads = [(11, 0, 4), (33, 11, 4), (41, 15, 5), (61, 25, 5), (71, 30, 5), (91, 40, 7),
             (107, 48, 7), (143, 66, 7), (177, 83, 6), (199, 94, 6), (303, 146, 4)]  # fmt: skip
    rows = [feeder_row(f"F{line}", f"S{bus}", line, switch) for switch, line, bus in heads]
    case = case_of(b, rows)
    with pytest.raises(NetworkFaults) as caught:
        case.read()
    assert {fault.column for fault in caught.value.faults} >= {"tap_changer_type"}


def test_feeders_is_imported_without_pandapower() -> None:
    code = "import feeders, sys; print('pandapower' in sys.modules, dir(feeders)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"


def test_the_public_names_exist() -> None:
    assert all(getattr(feeders, name) is not None for name in feeders.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = feeders.nothing  # type: ignore[attr-defined]
