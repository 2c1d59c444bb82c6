// The map: feeders by loading, substations, open points, work places; symbols keep their size when zoomed.
const NEAR = 0.1;
const MARGIN = 40;
// Names east of this part of the map stand to the left of their place.
const FAR = 0.85;

function feederLine(feeder) {
  const level = feeder.level === null ? "unknown" : feeder.level;
  const words = `${feeder.name}, ${say("page_worst_loading")} ${feeder.percent}, ${feeder.time}`;
  const line = draw("g", { class: `feeder line-${level}`, tabindex: 0, role: "img",
    "aria-label": words, "data-feeder": feeder.name },
    draw("path", { class: "reach", d: feeder.path }), draw("path", { d: feeder.path }));
  const used = (fits) => plan.jobs.some((job) => job.feeder === feeder.name && fits.has(job.id));
  const matches = (fits) => (chosen.feeder ? chosen.feeder === feeder.name : !fits.some || used(fits));
  return mark(tipped(line, () => feederTip(feeder)), matches);
}

// A symbol at a place of the map, kept at its size on the screen.
function pinned([x, y], attributes, ...children) {
  return draw("g", { ...attributes, class: `pin ${attributes.class}`, "data-x": x, "data-y": y },
    ...children);
}

function openPoint(point) {
  const words = `${say("map_open")} ${point.name} · ${point.feeder}`;
  const symbol = pinned(point.at, { class: "point", tabindex: 0, role: "img", "aria-label": words },
    draw("rect", { x: -4, y: -4, width: 8, height: 8 }));
  return tipped(symbol, () => [make("p", { class: "plain" }, words)]);
}

function workPlace(work) {
  const placedHere = work.orders.filter((order) => jobOf.has(order));
  if (!work.placed) return leftPlace(work);
  const shown = placedHere.map((order) => jobOf.get(order).number).join(",");
  const width = Math.max(18, 7 * shown.length + 9);
  const words = placedHere.map((order) =>
    `${jobOf.get(order).number} ${order} ${told(jobOf.get(order).title)}`).join("; ");
  const symbol = pinned(work.at, { class: "work", tabindex: 0, role: "button", "aria-label": words },
    draw("rect", { x: -width / 2, y: -9, width, height: 18, rx: 9 }),
    draw("text", { "text-anchor": "middle", dy: "0.36em" }, shown));
  mark(symbol, (fits) => placedHere.some((order) => fits.has(order)), placedHere);
  const card = () => placedHere.flatMap((order) => jobCard(order));
  const brief = () => (placedHere.length === 1 ? jobTip(placedHere[0])
    : placedHere.flatMap((order) => [heading(jobOf.get(order)), pairsOf(jobFields(jobOf.get(order)))]));
  return tipped(symbol, brief, card, placedHere);
}

function leftPlace(work) {
  const here = plan.left.filter((item) => work.orders.includes(item.id));
  const words = here.map((item) => `${item.id} ${told(item.title)}: ${told(item.reason)}`).join("; ");
  const symbol = pinned(work.at, { class: "left", tabindex: 0, role: "img",
    "aria-label": `${say("page_left_place")}: ${words}` }, draw("circle", { r: 6 }),
    draw("path", { d: "M-3 -3L3 3M-3 3L3 -3" }));
  mark(symbol, () => here.some(leftFits));
  return tipped(symbol, () => here.map((item) => make("p", { class: "plain" },
    `${item.id} ${told(item.title)}`, make("br"), `${say("reason")}：${told(item.reason)}`)));
}

function nameOf(feeder) {
  if (!feeder.name_at) return null;
  const far = feeder.name_at[0] > FAR * plan.map.size[0];
  return pinned(feeder.name_at, { class: "place", "aria-hidden": "true" },
    draw("text", { x: far ? -6 : 6, y: -9, "text-anchor": far ? "end" : "start" }, feeder.name));
}

function substationOf({ name, at }) {
  return pinned(at, { class: "place substation", "aria-hidden": "true" },
    draw("circle", { r: 6 }), draw("circle", { class: "core", r: 2 }),
    draw("text", { y: 18, "text-anchor": "middle" }, name));
}

// The part of the map that is seen; zooming keeps its middle, dragging moves it.
function viewOf(picture, size) {
  const whole = [-MARGIN, -MARGIN, size[0] + 2 * MARGIN, size[1] + 2 * MARGIN];
  let box = [...whole];
  const unit = () => Math.max(box[2] / (picture.clientWidth || box[2]),
    box[3] / (picture.clientHeight || box[3]));
  const apply = () => {
    picture.setAttribute("viewBox", box.map((number) => number.toFixed(2)).join(" "));
    for (const pin of picture.querySelectorAll(".pin")) {
      pin.setAttribute("transform",
        `translate(${pin.dataset.x} ${pin.dataset.y}) scale(${unit().toFixed(4)})`);
    }
  };
  const zoom = (factor) => {
    const width = Math.min(Math.max(box[2] * factor, whole[2] * NEAR), whole[2]);
    const height = (whole[3] * width) / whole[2];
    box = width === whole[2] ? [...whole]
      : [box[0] + (box[2] - width) / 2, box[1] + (box[3] - height) / 2, width, height];
    apply();
  };
  const move = (across, down) => {
    box = [box[0] - across * unit(), box[1] - down * unit(), box[2], box[3]];
    apply();
  };
  return { apply, zoom, move, whole: () => zoom(Infinity) };
}

function draggable(picture, view) {
  let last = null;
  picture.addEventListener("pointerdown", (event) => { last = event; });
  picture.addEventListener("pointermove", (event) => {
    if (!last || !event.buttons) return;
    view.move(event.clientX - last.clientX, event.clientY - last.clientY);
    last = event;
  });
  addEventListener("pointerup", () => { last = null; });
}

function mapKey() {
  const classes = [["3", "≥ 100 %"], ["2", "80–100 %"], ["1", "60–80 %"], ["0", "< 60 %"],
    ["unknown", say("page_load_unknown")]];
  const sample = (...parts) => draw("svg", { width: 26, height: 16, viewBox: "-13 -8 26 16",
    "aria-hidden": "true" }, ...parts);
  return make("div", { class: "key", role: "group", "aria-label": say("page_legend") },
    say("page_worst_loading"), classes.map(([level, text]) => make("span", {},
      sample(draw("g", { class: `feeder line-${level}` }, draw("path", { d: "M-12 0L12 0" }))), text)),
    make("span", {}, sample(draw("g", { class: "point" },
      draw("rect", { x: -4, y: -4, width: 8, height: 8 }))), say("map_open")),
    make("span", {}, sample(draw("g", { class: "work" }, draw("circle", { r: 7 }))), say("map_work")),
    make("span", {}, sample(draw("g", { class: "left" }, draw("circle", { r: 6 }),
      draw("path", { d: "M-3 -3L3 3M-3 3L3 -3" }))), say("page_left_place")));
}

function mapSection() {
  if (!plan.map.size) return section("map", say("map"), make("p", {}, say("page_no_map")));
  const picture = draw("svg", { class: "map", role: "group", "aria-label": say("map") },
    plan.map.feeders.map(feederLine),
    plan.map.open.map((point) => draw("path", { class: "tie", d: point.line })),
    plan.map.open.map(openPoint), plan.map.feeders.map(nameOf),
    plan.map.substations.map(substationOf), plan.map.works.map(workPlace));
  const [width, height] = plan.map.size;
  picture.style.aspectRatio = `${width + 2 * MARGIN} / ${height + 2 * MARGIN}`;
  const view = viewOf(picture, plan.map.size);
  draggable(picture, view);
  const button = (text, code, act) =>
    make("button", { type: "button", "aria-label": code, title: code, onclick: act }, text);
  const tools = make("div", { class: "zoom" },
    button("+", say("page_zoom_in"), () => view.zoom(1 / 1.5)),
    button("−", say("page_zoom_out"), () => view.zoom(1.5)),
    button("⤢", say("page_whole"), view.whole));
  new ResizeObserver(view.apply).observe(picture);
  return section("map", say("map"), mapKey(), make("div", { class: "frame" }, picture, tools));
}
