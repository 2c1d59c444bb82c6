// What every part of the page uses: the data, what is chosen, and how elements are made.
// Texts of the plan reach the page as text nodes and attributes only, never as markup.
const plan = JSON.parse(document.getElementById("plan").textContent);
const chosen = { language: plan.language, crew: "", day: "", feeder: "", text: "", open: new Set() };
const jobOf = new Map(plan.jobs.map((job) => [job.id, job]));
const SVG = "http://www.w3.org/2000/svg";

// A text of the plan: one for both languages, or [Chinese, English].
function told(text) {
  if (!Array.isArray(text)) return text;
  return text[chosen.language === "en" ? 1 : 0] || text[0];
}

// A label by its code, with values for its {names}.
function say(code, values = {}) {
  return told(plan.labels[code]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  for (const child of children.flat(9)) {
    if (child !== null && child !== "") element.append(child);
  }
  return element;
}

function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function section(id, title, ...children) {
  const heading = make("h2", { id: `${id}-title` }, title);
  return make("section", { id, "aria-labelledby": `${id}-title` }, heading, ...children);
}

// A table of the plan: heads and rows of texts or elements.
function table(caption, heads, rows, className = "") {
  const cells = (row) => row.map((cell) => make("td", {}, cell instanceof Node ? cell : told(cell)));
  return make("div", { class: `scroll ${className}` }, make("table", {},
    caption ? make("caption", {}, caption) : null,
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, told(head))))),
    make("tbody", {}, rows.map((row) => make("tr", {}, cells(row))))));
}

function clock(minutes) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function span(from, to) {
  return `${clock(from)}–${clock(to)}`;
}

// Elements that stand for an order or a feeder, to be dimmed or marked with it.
let marks = [];

function mark(element, test, orders = []) {
  marks.push({ element, test, orders });
  return element;
}

function highlight(order, on) {
  for (const each of marks) {
    if (each.orders.includes(order)) each.element.classList.toggle("hot", on);
  }
}
