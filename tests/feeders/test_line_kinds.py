from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feeders.line_kinds import LineClass, class_factor, line_classes, transformer_kinds
from feeders.rating_data import TRANSFORMER_KINDS
from tests.feeders import small_net

NO_TYPES = pd.DataFrame(columns=["std_type", "kind", "diameter_mm", "grouped"])
NO_TRANSFORMERS = pd.DataFrame(
    columns=["transformer", "cooling", "oil_rise_k", "gradient_k", "surcharge_k"]
)
NAN = float("nan")


def weather(air: float = 38.0, wind: float = 1.0, sun: float = 800.0) -> pd.DataFrame:
    return pd.DataFrame({"temp_air_c": [air], "wind_speed_m_per_s": [wind], "ghi_w_per_m2": [sun]})


@pytest.mark.parametrize(
    ("std_type", "code", "assumed"),
    [
        ("JKLYJ-240", "covered", 0),
        ("jklgyj-95", "covered", 0),
        ("YJV22-3x300", "cable_soil", 0),
        ("ZR-YJV-3x300", "cable_soil", 0),
        ("LGJ-185/25", "bare", 0),
        ("JL/G1A-240/30", "bare", 0),
        ("48-AL1/8-ST1A 20.0", "bare", 1),  # of pandapower's library: no letters we know
        (None, "bare", 1),
    ],
)
def test_a_line_is_known_by_the_letters_of_its_type(
    std_type: str | None, code: str, assumed: int
) -> None:
    case = small_net.two_substations()
    case.net.line["std_type"] = "JKLYJ-240"
    case.net.line.loc[3, "std_type"] = std_type
    found = line_classes(case.read(), NO_TYPES)
    assert (found.of_line[3].code, found.assumed) == (code, assumed)


def test_the_table_goes_before_the_letters() -> None:
    case = small_net.two_substations()
    case.net.line["std_type"] = ["A", "B", "C", "JKLYJ-240"] * 3 + ["A"] * (len(case.net.line) - 12)
    table = pd.DataFrame({
        "std_type": ["A", "B", "C", "JKLYJ-240"], "kind": ["bare", "cable_air", "bare", "covered"],
        "diameter_mm": [21.6, 40.0, NAN, 30.0], "grouped": [4.0, 3.0, NAN, 2.0],
    })  # fmt: skip
    found = line_classes(case.read(), table)
    assert [item.code for item in found.of_line[:4]] == [
        "bare/21.6",
        "cable_air/3",
        "bare",
        "covered",
    ]
    assert found.assumed == 0


def test_a_cable_of_no_known_type_lies_in_soil() -> None:
    case = small_net.two_substations()
    case.net.line["type"] = "cs"
    found = line_classes(case.read(), NO_TYPES)
    assert {item.code for item in found.of_line} == {"cable_soil"}
    assert found.assumed == len(found.of_line)


def test_wind_and_sun_count_only_where_both_are_known() -> None:
    bare = LineClass(kind="bare", diameter_mm=21.6)
    plain = class_factor(LineClass(kind="bare"), weather(), 30.0, 0.0)
    assert class_factor(bare, weather(), 30.0, 0.0) < plain  # calm and sunny
    for unknown in (weather(wind=NAN), weather(sun=NAN)):
        np.testing.assert_array_equal(class_factor(bare, unknown, 30.0, 0.0), plain)


def test_transformers_are_known_by_the_table_or_by_their_size() -> None:
    case = small_net.two_substations()
    case.net.trafo.loc[1, ["sn_mva", "vkr_percent", "pfe_kw"]] = [0.4, 1.0, 0.8]
    network = case.read()
    assumed = transformer_kinds(network, NO_TRANSFORMERS)
    assert (assumed.names, assumed.assumed) == (("onan", "distribution"), 2)
    assert assumed.kinds[1].k11 == TRANSFORMER_KINDS["distribution"].k11
    assert assumed.kinds[1].loss_ratio == pytest.approx(4.0 / 0.8)
    assert assumed.surcharge_k.tolist() == [0.0, 0.0]
    table = pd.DataFrame({"transformer": [0], "cooling": ["onaf"], "oil_rise_k": [58.0],
                          "gradient_k": [NAN], "surcharge_k": [10.0]})  # fmt: skip
    told = transformer_kinds(network, table)
    assert (told.names, told.assumed) == (("onaf", "distribution"), 1)
    assert told.surcharge_k.tolist() == [10.0, 0.0]
    assert (told.kinds[0].oil_rise_k, told.kinds[0].gradient_k) == (58.0, 26.0)


def test_without_losses_in_the_file_the_ratio_is_that_of_the_kind() -> None:
    case = small_net.two_substations()
    case.net.trafo.loc[:, "pfe_kw"] = 0.0
    kinds = transformer_kinds(case.read(), NO_TRANSFORMERS).kinds
    assert {kind.loss_ratio for kind in kinds} == {TRANSFORMER_KINDS["onan"].loss_ratio}
