// What is told of whatever is pointed at: a tip while the pointer or the focus is on it, and a
// card to read and copy from when it is opened.
const tip = document.getElementById("tip");
const sheet = document.getElementById("sheet");
const GAP = 8;

function place(target) {
  const box = target.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = Math.min(Math.max(GAP, box.left), innerWidth - width - GAP);
  const below = box.bottom + GAP;
  const above = box.top - GAP - height;
  let top = below + height <= innerHeight ? below : above;
  let beside = left;
  if (top < GAP) {
    // Neither below nor above is there room for all of it: beside it, else over the rest.
    top = Math.max(GAP, innerHeight - height - GAP);
    if (box.right + GAP + width <= innerWidth) beside = box.right + GAP;
    else if (box.left - GAP - width >= 0) beside = box.left - GAP - width;
  }
  tip.style.left = `${Math.max(GAP, beside)}px`;
  tip.style.top = `${top}px`;
}

function show(target, content) {
  tip.replaceChildren(...content.filter(Boolean));
  tip.hidden = false;
  target.setAttribute("aria-describedby", "tip");
  place(target);
}

function hide(target) {
  tip.hidden = true;
  target.removeAttribute("aria-describedby");
}

function open(content) {
  tip.hidden = true;
  const close = make("button", { type: "button", class: "close", onclick: () => sheet.close() },
    say("page_close"));
  sheet.replaceChildren(close, ...content.filter(Boolean));
  sheet.showModal();
}

// Give an element its tip, and its card where `card` is given.
function tipped(element, content, card = null, orders = []) {
  const on = () => { show(element, content()); orders.forEach((order) => highlight(order, true)); };
  const off = () => { hide(element); orders.forEach((order) => highlight(order, false)); };
  const begins = { mouseenter: on, focus: on };
  for (const [name, act] of Object.entries({ ...begins, mouseleave: off, blur: off })) {
    element.addEventListener(name, act);
  }
  if (card) {
    element.addEventListener("click", () => open(card()));
    element.addEventListener("keydown", (event) => {
      if (event.target.tagName === "BUTTON" || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      open(card());
    });
  }
  return element;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tip.hidden = true;
});

function heading(job) {
  return make("h3", {},
    make("span", { class: "number" }, job.number), " ",
    job.emergency ? make("span", { class: "badge" }, say("emergency")) : null, " ",
    make("span", { class: "plain" }, `${job.id} ${told(job.title)}`));
}

function pairsOf(fields) {
  return make("dl", {}, fields.map(([name, value]) => [
    make("dt", {}, told(name)), make("dd", { class: "plain" }, told(value)),
  ]));
}

function jobFields(job) {
  const crews = told(job.crew);
  return [[say("crew"), crews], [say("time"), `${job.day} ${job.time}`], ...job.fields];
}

function jobCard(id) {
  const job = jobOf.get(id);
  return [heading(job), pairsOf(jobFields(job)),
    ...job.tables.map((part) => table(told(part.title), part.heads, part.rows))];
}

function jobTip(id) {
  const job = jobOf.get(id);
  const parts = job.brief.map(([title, lines]) =>
    make("div", {}, make("h4", {}, told(title)), pairsOf(lines)));
  return [heading(job), make("div", { class: "columns" },
    make("div", {}, pairsOf(jobFields(job))), parts),
    make("p", { class: "hint" }, say("page_open"))];
}

function feederTip(feeder) {
  const here = plan.jobs.filter((job) => job.feeder === feeder.name);
  return [
    make("h3", {}, feeder.name, " ", make("span", { class: "soft" }, feeder.substation)),
    pairsOf([
      [say("page_worst_loading"), `${feeder.percent} · ${feeder.time}`],
      [say("page_load_limit"), `${feeder.mw} / ${feeder.limit}`],
      [say("page_orders_here"), here.map((job) => `${job.number} ${job.id}`).join("、") || "—"],
    ]),
  ];
}
