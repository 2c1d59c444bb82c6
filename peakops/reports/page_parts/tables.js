// Key figures, the filter, and the tables.
function head() {
  const dates = plan.dates.map((date) => date.iso);
  const range = dates.length > 1 ? `${dates[0]} – ${dates[dates.length - 1]}` : dates[0];
  const dark = isDark();
  return make("header", {},
    make("div", {}, make("h1", {}, say("overview")),
      make("p", { class: "plain" }, `${plan.utility} · ${range}`),
      make("p", { class: "soft" }, `${say("issued")} ${plan.issued} · ${say("page_version")} ${plan.version}`)),
    make("div", { class: "tools" },
      make("button", { type: "button", id: "language", "aria-label": say("page_language"),
        lang: chosen.language === "en" ? "zh-CN" : "en", onclick: switchLanguage },
      chosen.language === "en" ? "中文" : "English"),
      make("button", { type: "button", id: "scheme", onclick: switchScheme },
        dark ? say("page_light") : say("page_dark")),
      make("button", { type: "button", onclick: () => print() }, say("page_print"))),
    make("p", { class: "warning plain" }, told(plan.notes[0]), " ", told(plan.notes[1])));
}

function figures() {
  const card = ({ name, value, note, limit }) => make("div", { class: "figure" },
    make("span", { class: "soft" }, told(name)), make("strong", {}, told(value)),
    make("span", { class: "soft plain" }, note ? told(note) : ""),
    limit ? make("span", { class: "soft" }, `${say("limit")} ${told(limit)}`) : null);
  const strain = plan.strain.map((item) => ({ ...item, note: item.who }));
  return section("figures", say("page_key_figures"),
    make("div", { class: "figures" }, [...plan.figures, ...plan.counts, ...strain].map(card)));
}

function notesSection() {
  return section("notes", say("page_notes"),
    make("ul", {}, plan.notes.slice(2).map((note) => make("li", {}, told(note)))));
}

function choice(name, text, options) {
  const list = make("select", { id: `filter-${name}`, onchange: (event) => {
    chosen[name] = event.target.value;
    applyFilter();
  } }, make("option", { value: "" }, say("page_all")),
  options.map(([value, shown]) => make("option", { value, selected: chosen[name] === value }, shown)));
  return make("label", { for: `filter-${name}` }, text, " ", list);
}

function filterBar() {
  const feeders = [...new Set([...plan.jobs, ...plan.left].map((item) => item.feeder))].sort();
  const search = make("input", { type: "search", id: "filter-text", value: chosen.text,
    placeholder: say("page_search"), oninput: (event) => {
      chosen.text = event.target.value;
      applyFilter();
    } });
  const reset = () => {
    Object.assign(chosen, { crew: "", day: "", feeder: "", text: "" });
    render();
    document.getElementById("filter-text").focus();
  };
  return make("form", { class: "filter", role: "search", "aria-label": say("page_filter"),
    onsubmit: (event) => event.preventDefault() },
  choice("crew", say("crew"), plan.crews),
  choice("day", say("page_day"), plan.dates.map((date) => [date.iso, date.iso])),
  choice("feeder", say("feeder"), feeders.map((name) => [name, name])),
  make("label", { for: "filter-text" }, say("page_text"), " ", search),
  make("button", { type: "button", id: "filter-reset", onclick: reset }, say("page_reset")),
  make("output", { id: "shown", "aria-live": "polite" }));
}

function orderTable() {
  const rows = plan.jobs.map((job) => {
    const open = tipped(make("button", { type: "button", class: "link" }, job.id),
      () => jobTip(job.id), () => jobCard(job.id), [job.id]);
    const cells = [job.number, open, orderTitle(job), told(job.crew), whenOf(job),
      job.feeder, job.leader, job.priority, told(job.transfer)];
    const row = make("tr", { "data-order": job.id, onmouseenter: () => highlight(job.id, true),
      onmouseleave: () => highlight(job.id, false) },
    cells.map((cell) => make("td", {}, cell)));
    return mark(row, (fits) => fits.has(job.id), [job.id]);
  });
  const heads = [say("number_head"), say("order"), say("title"), say("crew"), say("time"),
    say("feeder"), say("page_leader"), say("priority"), say("transfer")];
  const parts = table("", heads, []);
  parts.querySelector("tbody").append(...rows);
  return section("orders", say("placed"), parts);
}

function whenOf(job) {
  const parts = [job.date, job.time].map((text) => make("span", { class: "nowrap" }, text));
  return make("span", {}, parts[0], " ", parts[1]);
}

function orderTitle(item) {
  return make("span", {}, item.emergency
    ? [make("span", { class: "badge" }, say("emergency")), " "] : null,
  make("span", { class: "plain" }, told(item.title)));
}

function leftSection() {
  const rules = (item) => make("ul", { class: "rules" }, item.rules.map((rule) =>
    make("li", {}, `${told(rule.rule)}: ${rule.lost} (${rule.alone})`)));
  const parts = table("", [say("order"), say("title"), say("feeder"), say("priority"),
    say("reason"), say("page_slots_by_rule"), say("fix")], plan.left.map((item) => [
    item.id, orderTitle(item), item.feeder, item.priority, item.reason, rules(item), item.fix]));
  [...parts.querySelectorAll("tbody tr")].forEach((row, n) => {
    row.dataset.order = plan.left[n].id;
    mark(row, () => leftFits(plan.left[n]));
  });
  return section("left", say("unscheduled"),
    plan.left.length ? parts : make("p", {}, say("all_scheduled")));
}

function checksTable(rows, empty) {
  if (!rows.length) return make("p", {}, empty);
  return table("", [say("time"), say("loading"), say("element"), say("voltage"), say("element"),
    say("works")], rows.map((row) => [row.time, row.loading, row.loading_element, row.voltage,
    row.voltage_bus, row.works]));
}

function gridSections() {
  const found = plan.findings.map((row) => [row.code, row.time, row.orders, row.element, row.value,
    row.state]);
  return [
    section("worst", say("worst_hours"), make("p", { class: "soft" }, say("worst_hours_note")),
      checksTable(plan.worst, "—")),
    section("alarms", say("base_alarms"), checksTable(plan.alarms, say("no_base_alarms"))),
    section("findings", say("findings"), found.length
      ? table("", [say("rule"), say("time"), say("works"), say("element"), say("value_limit"),
        say("status")], found) : make("p", {}, say("no_base_alarms"))),
    section("overrides", say("overrides"), plan.overrides.length
      ? table("", [say("rule_key"), say("rule"), say("default"), say("in_force")],
        plan.overrides.map((row) => [row.key, row.name, row.default, row.value]))
      : make("p", {}, say("no_overrides"))),
  ];
}
