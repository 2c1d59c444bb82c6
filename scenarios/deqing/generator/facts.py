"""What is true of the county, worked out from its data and not from its settings."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from generator import demand
from generator.files import County
from generator.grid_facts import HourState, hot_day_nets, hot_day_states, transfer_hours
from generator.jobs import JOB_TYPES, bucket_minutes
from generator.orders import ORDERS
from generator.weather import PLAN_DATE

Facts = dict[str, object]
HEAVY_PERCENT = 80.0
DAYTIME = (6, 7, 8, 10, 12, 14, 15, 16, 18)
MORNING, AFTERNOON = (6, 7, 8), (14, 15, 16)
STUCK_HOURS = 6


def facts(county: County) -> dict[str, Facts]:
    """Every fact, grouped; printed by ``generate.py --facts`` and asserted by the tests."""
    tables, nets = county.tables(), hot_day_nets(county)
    return {
        "network": network_facts(county, tables),
        "weather": weather_facts(tables),
        "load": load_facts(county),
        "hot_day": hot_day_facts(hot_day_states(county, nets)),
        "transfers": transfer_facts(transfer_hours(county, nets)),
        "orders": order_facts(tables["work_orders"]),
        "crews": crew_facts(tables),
        "demand": demand_facts(county),
    }


def printed(groups: Mapping[str, Facts]) -> str:
    """Facts as indented lines."""
    lines = []
    for group, entries in groups.items():
        lines.append(f"{group}:")
        lines += [f"  {name}: {value}" for name, value in entries.items()]
    return "\n".join(lines) + "\n"


def network_facts(county: County, tables: Mapping[str, pd.DataFrame]) -> Facts:
    """Sizes, conductors, ties and customers."""
    net, feeders = county.grid.net, tables["feeders"]
    section_of = {node.bus: node.feeder for node in county.grid.nodes}
    ties = net.switch[~net.switch["closed"] & (net.switch["et"] == "l")]
    pairs = [
        tuple(section_of[int(net.line.at[line, end])] for end in ("from_bus", "to_bus"))
        for line in ties["element"]
    ]
    per_feeder = Counter(itertools.chain.from_iterable(pairs))
    sub_of = feeders.set_index("feeder")["substation"]
    people = tables["customers"]
    return {
        "substations": len(tables["sources"]),
        "vector_groups": sorted(tables["sources"]["vector_group"].unique()),
        "loop_zones": sorted(tables["sources"]["loop_zone"].unique()),
        "feeders": len(feeders),
        "buses": len(net.bus),
        "line_types": sorted(net.line["std_type"].unique()),
        "ties": len(ties),
        "ties_per_feeder": (min(per_feeder.values()), max(per_feeder.values())),
        "ties_between_substations": sum(sub_of[a] != sub_of[b] for a, b in pairs),
        "sections_per_feeder": sorted({_sections(county, key) for key in feeders["feeder"]}),
        "feeders_on_shared_poles": int((feeders["same_pole_feeder"] != "").sum()),
        "customers": int(people["customers"].sum()),
        "buses_with_sensitive_customers": int((people["sensitive_kind"] != "none").sum()),
        "overhead_km": round(float(net.line.loc[net.line["type"] == "ol", "length_km"].sum()), 1),
    }


def _sections(county: County, feeder: str) -> int:
    return len({node.section for node in county.grid.of(feeder)})


def weather_facts(tables: Mapping[str, pd.DataFrame]) -> Facts:
    """History and forecast, the heat and the humid dawn."""
    history, forecast = tables["weather_history"], tables["weather_forecast"]
    first = forecast[forecast["time"].str.startswith(str(PLAN_DATE))]
    humid = first[first["relative_humidity_percent"] > 80]["time"].str[11:13].astype(int)
    plan = forecast[forecast["time"].str[:10] >= str(PLAN_DATE)]
    thunder = plan[plan["thunder_probability"] >= 0.3]["time"].str[:10]
    return {
        "history_hours": len(history),
        "history_last": history["time"].iloc[-1],
        "history_max_c": float(history["temp_air_c"].max()),
        "forecast_days": plan["time"].str[:10].nunique(),
        "official_max_c": tables["weather_daily"]["tmax_official_c"].tolist(),
        "hourly_max_c": plan.groupby(plan["time"].str[:10])["temp_air_c"].max().tolist(),
        "last_humid_hour_of_day_1": int(humid[humid < 12].max()),
        "days_with_thunder": sorted(thunder.unique()),
        "wind_m_per_s": (
            float(plan["wind_speed_m_per_s"].min()),
            float(plan["wind_speed_m_per_s"].max()),
        ),
    }


def load_facts(county: County) -> Facts:
    """Defects of the measured loads and their answer to the temperature."""
    measured, expected = county.measured_mw, county.expected_mw
    known = expected.loc[measured.index]
    off = ((measured - known) / known).rolling(48).median().abs()
    total = measured.sum(axis=1, min_count=24)
    temp = county.weather.set_index("time")["temp_air_c"].loc[measured.index]
    summer = measured.index.month.isin([6, 7, 8]) & (measured.index.hour == 14)
    return {
        "history_hours": len(measured),
        "history_last": str(measured.index[-1]),
        "missing_values": int(measured.isna().to_numpy().sum()),
        "stuck_runs": sum(_stuck_runs(measured[key]) for key in measured),
        "feeders_off_for_days": sorted(off.columns[off.max() > 0.2]),
        "peak_mw": round(float(total.max()), 1),
        "summer_afternoon_correlation": round(float(total[summer].corr(temp[summer])), 2),
    }


def _stuck_runs(values: pd.Series) -> int:
    same = (values.diff() == 0).astype(int)
    runs = same.groupby((same == 0).cumsum()).sum()
    return int((runs >= STUCK_HOURS).sum())


def hot_day_facts(states: Mapping[int, HourState]) -> Facts:
    """Loadings and voltages of the normal state, every feeder at its P90."""
    heads = pd.DataFrame({hour: state.head_percent for hour, state in states.items()})
    trafos = pd.DataFrame({hour: state.trafo_percent for hour, state in states.items()}).max(axis=1)
    over = heads[(heads >= 100).any(axis=1)]
    return {
        "heavy_feeders": sorted(heads.index[heads.max(axis=1) > HEAVY_PERCENT]),
        "feeders_at_limit": sorted(over.index),
        "hours_at_limit": [int(hour) for hour in over.columns[(over >= 100).any()]],
        "largest_head_percent": round(float(heads.max().max()), 1),
        "next_head_percent": round(float(heads.drop(over.index).max().max()), 1),
        "largest_line_percent": round(max(state.line_percent for state in states.values()), 1),
        "trafo_percent": {name: round(float(value), 1) for name, value in trafos.items()},
        "vm_min_pu": round(min(state.vm_min_pu for state in states.values()), 4),
        "vm_max_pu": round(max(state.vm_max_pu for state in states.values()), 4),
    }


def transfer_facts(hours: Mapping[str, Mapping[str, list[int]]]) -> Facts:
    """Which transfers work always, only in the morning, or never, on the hot day."""
    ways = [(order, tie, found) for order, ties in hours.items() for tie, found in ties.items()]
    return {
        "orders_that_need_one": sorted(hours),
        "never": sorted({order for order, _, found in ways if not found}),
        "morning_only": sorted(
            f"{order} {tie}"
            for order, tie, found in ways
            if set(MORNING) <= set(found) and not set(AFTERNOON) & set(found)
        ),
        "always": sorted(
            f"{order} {tie}" for order, tie, found in ways if set(DAYTIME) <= set(found)
        ),
        "orders_without_any": sorted(o for o, ties in hours.items() if not any(ties.values())),
    }


def order_facts(orders: pd.DataFrame) -> Facts:
    """Classes, minutes, windows and priorities."""
    minutes = [bucket_minutes(code) for code in orders["job_type"]]
    classes = Counter(JOB_TYPES[order.job_type].job_class for order in ORDERS)
    return {
        "orders": len(orders),
        "classes": dict(sorted(classes.items())),
        "about_60_minutes": sum(50 <= value < 75 for value in minutes),
        "about_90_minutes": sum(75 <= value < 105 for value in minutes),
        "from_120_to_180_minutes": sum(105 <= value <= 180 for value in minutes),
        "joint_240_minutes": sum(value == 240 for value in minutes),
        "mandatory": orders.loc[orders["mandatory"], "work_order"].tolist(),
        "emergency": orders.loc[orders["emergency"], "work_order"].tolist(),
        "impossible": demand.IMPOSSIBLE,
        "with_ticket": int((orders["ticket_from"] != "").sum()),
        "with_customer_window": int((orders["window_start"] != "").sum()),
        "with_predecessor": orders.loc[orders["after"] != "", "work_order"].tolist(),
        "with_locked_crew": orders.loc[orders["locked_crew"] != "", "work_order"].tolist(),
        "moisture_proof": int(orders["moisture_proof_tools"].sum()),
        "priority_weight": int(orders["priority"].sum()),
    }


def crew_facts(tables: Mapping[str, pd.DataFrame]) -> Facts:
    """Crews, pairs and who is special."""
    workers = tables["workers"]
    bucket = workers[workers["roles"].str.contains("bucket")].groupby("crew").size()
    expiring = workers["certificate_valid_to"].between(str(PLAN_DATE), "2026-07-23")
    return {
        "crews": len(tables["crews"]),
        "workers_per_crew": sorted(workers.groupby("crew").size().unique().tolist()),
        "bucket_pairs": (bucket // 2).to_dict(),
        "certificates_expiring": workers.loc[expiring, "worker"].tolist(),
        "acclimatising": workers.loc[workers["acclimatisation_day"] != "", "worker"].tolist(),
        "not_outdoors_35c": workers.loc[
            workers["heat_restriction"] == "not_outdoors_35c", "worker"
        ].tolist(),
        "shared_vehicles": tables["vehicles"]
        .loc[tables["vehicles"]["crew"] == "", "vehicle"]
        .tolist(),
    }


def demand_facts(county: County) -> Facts:
    """How much more is asked than the three days hold."""
    demanded, admissible = demand.crew_minutes_demanded(), demand.crew_minutes_admissible(county)
    return {
        "demand_over_capacity": round(demand.demand_over_capacity(), 3),
        "crew_minutes_demanded": demanded,
        "crew_minutes_admissible": admissible,
    }
