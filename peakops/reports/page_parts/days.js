// The chart of each day: weather by the hour, a row per crew, and rows of its members.
// A closed span shorter than this has no room for words. [min]
const NARROW = 60;

const share = (axis, minute) => `${(100 * (minute - axis.from)) / (axis.to - axis.from)}%`;

function placed(axis, from, to) {
  const width = (100 * (to - from)) / (axis.to - axis.from);
  return `left:${share(axis, from)};width:${width}%`;
}

function kindName(kind) {
  return told(plan.phases[kind]);
}

// A bar without a job of its own: travel, lunch, or what one member does.
function bar(axis, kind, from, to, text = "", label = "") {
  const words = [`${kindName(kind)} ${span(from, to)}`, text].filter(Boolean).join(" · ");
  const element = make("span", {
    class: `bar ${kind}`, style: placed(axis, from, to), role: "img", "aria-label": words,
    tabindex: -1,
  }, label);
  return tipped(element, () => [make("p", { class: "plain" }, words)]);
}

// A job of a crew: set-up, a lane for each pair with its stints and rests, teardown.
function jobBar(axis, crew, row) {
  const job = jobOf.get(row.order);
  const [start, up, down, end] = row.times;
  const inner = { from: start, to: end };
  const part = (kind, from, to, extra = "") =>
    make("span", { class: `part ${kind}`, style: `${placed(inner, from, to)};${extra}` });
  const lanes = row.lanes.flatMap((lane, n) => lane.bars.map(([kind, from, to]) =>
    part(kind, from, to, `top:${(100 * n) / row.lanes.length}%;height:${100 / row.lanes.length}%`)));
  const words = `${job.number} ${job.id} ${told(job.title)}, ${crew.name}, ${span(start, end)}`;
  const element = make("button", {
    type: "button", class: "job", style: placed(axis, start, end), "aria-label": words,
    "data-order": job.id,
  }, part("setup", start, up), row.lanes.length ? lanes : part("bucket", up, down),
    part("teardown", down, end), make("span", { class: "number" }, job.number));
  mark(element, (fits) => fits.has(job.id), [job.id]);
  return tipped(element, () => jobTip(job.id), () => jobCard(job.id), [job.id]);
}

// Arrow keys go from bar to bar of a row, so that a member's row is one stop of the tab key.
function arrows(row) {
  const bars = () => [...row.querySelectorAll(".bar, .job")];
  row.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = bars().indexOf(event.target);
    if (!step || now < 0) return;
    event.preventDefault();
    bars()[Math.min(Math.max(now + step, 0), bars().length - 1)].focus();
  });
  return row;
}

function memberRow(axis, crew, person) {
  const bars = person.bars.map(([kind, from, to, label]) => bar(axis, kind, from, to,
    `${person.name} ${kind === "lunch" ? "" : told(label)}`.trim(), kind === "lunch" ? "" : label));
  bars[0]?.setAttribute("tabindex", 0);
  return make("div", { class: "row member" },
    make("div", { class: "name" }, make("span", { class: "plain" }, person.name), " ",
      make("span", { class: "soft" }, told(person.role))),
    arrows(make("div", { class: "track" }, bars)));
}

function crewRows(day, crew) {
  const { axis } = day;
  const key = `${day.date.iso} ${crew.id}`;
  const members = make("div", { class: "members", hidden: true });
  const button = make("button", {
    type: "button", class: "fold", "aria-label": `${crew.name}: ${say("page_crew_workers")}`,
  }, make("span", { class: "plain" }, crew.name));
  const fold = (unfolded) => {
    if (unfolded && !members.childElementCount) {
      members.append(...crew.people.map((person) => memberRow(axis, crew, person)));
    }
    members.hidden = !unfolded;
    button.setAttribute("aria-expanded", unfolded);
    chosen.open[unfolded ? "add" : "delete"](key);
  };
  button.addEventListener("click", () => fold(members.hidden));
  fold(chosen.open.has(key));
  const idle = crew.drives.map(([from, to, way]) => bar(axis, "travel", from, to, way));
  const lunch = crew.lunches.map(([from, to]) => bar(axis, "lunch", from, to));
  const jobs = crew.jobs.map((row) => jobBar(axis, crew, row));
  const track = arrows(make("div", { class: "track" }, idle, lunch, jobs));
  const rows = make("div", { class: "crew" },
    make("div", { class: "row" }, make("div", { class: "name" }, button), track), members);
  return { rows: mark(rows, (fits) => crew.jobs.some((row) => fits.has(row.order))), fold };
}

// Behind the crews: heat and hours of each column, closed spans, and the curve of the load.
function behind(day) {
  const { axis, load } = day;
  const points = load.points.map(({ minute, mw }) => [
    (1000 * (minute - axis.from)) / (axis.to - axis.from),
    100 - (100 * (mw - load.bottom)) / (load.top - load.bottom || 1),
  ]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const curve = draw("svg", { class: "curve", viewBox: "0 0 1000 100", preserveAspectRatio: "none" },
    draw("polyline", { points: line }));
  return make("div", { class: "behind", "aria-hidden": "true" },
    day.hours.map((hour) => make("span", {
      class: `tint heat-${hour.level}`, style: placed(axis, hour.from, hour.to),
    })),
    points.length > 1 ? curve : null,
    day.closed.map((part) => make("span", {
      class: "shut", style: placed(axis, part.from, part.to),
    })));
}

function hourRow(day, name, key, className = "") {
  const cells = day.hours.map((hour) => make("span", {
    class: `cell ${className ? `${className}-${hour.level}` : ""}`,
    style: placed(day.axis, hour.from, hour.to),
  }, hour[key]));
  return make("div", { class: "row hours" }, make("div", { class: "name" }, name),
    make("div", { class: "track" }, cells));
}

function clockRow(day) {
  const labels = [];
  for (let minute = day.axis.from; minute < day.axis.to; minute += 60) {
    labels.push(make("span", { class: "cell", style: placed(day.axis, minute, minute + 60) },
      clock(minute).slice(0, 2)));
  }
  return make("div", { class: "row clock" }, make("div", { class: "name" }, say("page_hour")),
    make("div", { class: "track" }, labels));
}

function closedRow(day) {
  return make("div", { class: "row closing" }, make("div", { class: "name" }, say("outdoor_row")),
    make("div", { class: "track" }, day.closed.map((part) => {
      const why = `${say("closed_hours")} ${span(part.from, part.to)} · ${told(part.why)}`;
      const cell = make("span", { class: "cell shut", role: "img", "aria-label": why, tabindex: 0,
        style: placed(day.axis, part.from, part.to) },
      part.to - part.from < NARROW ? "" : make("span", {}, told(part.text)));
      return tipped(cell, () => [make("p", {}, why)]);
    })));
}

function dayFacts(day) {
  const { heat } = day;
  const facts = [
    `${say("forecast_maximum")} ${heat.tmax} °C`, told(heat.band),
    heat.closed ? `${say("closed_hours")} ${heat.closed}` : say("no_closed_hours"),
    heat.cap ? `${say("outdoor_cap_label")} ${heat.cap}` : "",
  ].filter(Boolean).map((fact) => make("span", { class: "fact" }, fact));
  const closing = day.may_close.length
    ? make("strong", { class: "fact may-close" }, told(day.may_close)) : null;
  return make("p", { class: "facts" }, facts, closing);
}

function dayRules(day) {
  if (!day.closed_by.length) return null;
  return make("details", {}, make("summary", {}, say("closed_by")), table("",
    [say("rule"), say("closes"), say("in_force"), say("origin"), say("hours"), say("time")],
    day.closed_by.map((rule) => [rule.code, rule.phases, rule.value, rule.origin, rule.hours,
      rule.times])));
}

function dayChart(day) {
  const crews = day.crews.map((crew) => crewRows(day, crew));
  const date = `${day.date.iso} ${told(day.date.weekday)}`;
  const all = make("button", { type: "button", "aria-pressed": "false", class: "all" },
    say("page_workers"));
  all.addEventListener("click", () => {
    const unfolded = all.getAttribute("aria-pressed") !== "true";
    crews.forEach((crew) => crew.fold(unfolded));
    all.setAttribute("aria-pressed", unfolded);
  });
  const chart = make("div", { class: "chart" }, clockRow(day),
    hourRow(day, say("temperature"), "temp"), hourRow(day, say("humidity_row"), "rh"),
    hourRow(day, say("wbgt_row"), "wbgt", "heat"), closedRow(day),
    make("div", { class: "crews" }, behind(day), crews.map((crew) => crew.rows)),
    hourRow(day, say("page_load_row"), "mw"), hourRow(day, say("page_risk_row"), "risk"));
  return mark(make("article", { class: "day", "data-day": day.date.iso, "aria-label": date },
    make("div", { class: "line" }, make("h3", {}, date), dayFacts(day), crews.length ? all : null),
    crews.length ? chart : make("p", {}, say("no_work")),
    day.idle.length && crews.length
      ? make("p", { class: "soft plain" }, `${say("page_idle")}：${day.idle.join("、")}`) : null,
    dayRules(day)), () => !chosen.day || chosen.day === day.date.iso);
}

function chartKey() {
  const phases = ["travel", "setup", "bucket", "rest", "watch", "lunch"];
  const levels = ["< 28", "28–30", "30–32", "32–34", "≥ 34"];
  return make("div", { class: "key", role: "group", "aria-label": say("page_legend") },
    phases.map((kind) => make("span", {}, make("i", { class: `bar ${kind}` }),
      kind === "setup" ? say("legend_site") : kindName(kind))),
    make("span", {}, make("i", { class: "shut" }), say("legend_closed")),
    make("span", {}, make("i", { class: "sample" }), say("page_load_behind")),
    make("span", {}, say("page_wbgt_levels"),
      levels.map((text, n) => make("b", { class: `cell heat-${n}` }, text))));
}
