// The filter, both toggles, and the whole page, made anew when the language changes.
const valuesOf = (job) => [job.fields?.map((field) => field[1]), job.tables?.map((part) => part.rows)];
const haystack = new Map([...plan.jobs, ...plan.left].map((item) => [item.id,
  [item.id, item.title, item.crew, item.feeder, item.reason, ...valuesOf(item)].flat(9).join("\n")
    .toLowerCase()]));

function textFits(item) {
  const words = chosen.text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => haystack.get(item.id).includes(word));
}

function jobFits(job) {
  return (!chosen.crew || job.crews.includes(chosen.crew))
    && (!chosen.day || job.day === chosen.day)
    && (!chosen.feeder || job.feeder === chosen.feeder) && textFits(job);
}

// An order without crew and day is hidden when one of them is asked for.
function leftFits(item) {
  return !chosen.crew && !chosen.day && (!chosen.feeder || item.feeder === chosen.feeder)
    && textFits(item);
}

function applyFilter() {
  const fits = new Set(plan.jobs.filter(jobFits).map((job) => job.id));
  fits.some = Boolean(chosen.crew || chosen.day || chosen.feeder || chosen.text.trim());
  for (const { element, test } of marks) {
    const dim = !test(fits);
    const hidden = element.tagName === "TR" || element.tagName === "ARTICLE";
    if (hidden) element.hidden = dim;
    else element.classList.toggle("dim", dim);
  }
  document.getElementById("shown").textContent =
    say("page_shown", { shown: fits.size, total: plan.jobs.length });
}

function isDark() {
  const set = document.documentElement.dataset.scheme;
  return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function switchScheme() {
  document.documentElement.dataset.scheme = isDark() ? "light" : "dark";
  render();
  document.getElementById("scheme").focus();
}

function switchLanguage() {
  chosen.language = chosen.language === "en" ? "zh" : "en";
  render();
  document.getElementById("language").focus();
}

function render() {
  marks = [];
  tip.hidden = true;
  document.documentElement.lang = chosen.language === "en" ? "en" : "zh-CN";
  document.title = `${say("overview")} ${plan.utility} ${plan.dates[0].iso}`;
  document.getElementById("page").replaceChildren(head(), figures(), filterBar(),
    section("days", say("crews_chart"), chartKey(), plan.days.map(dayChart)),
    mapSection(), orderTable(), leftSection(), ...gridSections(), notesSection());
  applyFilter();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
render();
