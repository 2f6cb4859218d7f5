// The scores: keys 1 to 7, how many are given, and the means as they come.
import { means, shown } from "./scoring.js";
import { say } from "./words.js";

const form = document.querySelector("#sheet");
const panels = [...form.querySelectorAll(".cycle")];
const dimensions = [...panels[0].querySelectorAll(".dimension")].map(({ dataset }) => ({
  id: dataset.dimension,
  domain: dataset.domain,
  isReversed: "reversed" in dataset,
}));
const sign = document.documentElement.lang === "en" ? "." : ",";

function cyclesNow() {
  const answers = new FormData(form);
  return panels.map((_, n) => Object.fromEntries(
    dimensions.map(({ id }) => [id, Number(answers.get(`cycles-${n}-score-${id}`))]).filter(([, score]) => score),
  ));
}

// Show what is given so far, in the steps and in the overview.
export function show() {
  const cycles = cyclesNow();
  const found = means(dimensions, cycles);
  const all = dimensions.length;
  cycles.forEach((cycle, n) => {
    const given = Object.keys(cycle).length;
    const words = given === all ? "all-given" : "given";
    form.querySelector(`[data-given="${n}"]`).textContent = say(words, { given, all });
    for (const { id } of dimensions) form.querySelector(`[data-score="${n}-${id}"]`).textContent = cycle[id] ?? "–";
  });
  for (const [id, mean] of found.dimensions) form.querySelector(`[data-mean="${id}"]`).textContent = shown(mean, sign);
  for (const [id, mean] of found.domains)
    for (const place of form.querySelectorAll(`[data-domain-mean="${id}"]`)) place.textContent = shown(mean, sign);
  const lacking = all * panels.length - cycles.reduce((sum, cycle) => sum + Object.keys(cycle).length, 0);
  const line = form.querySelector("#lacking");
  line.hidden = lacking === 0;
  line.textContent = say("lacking", { n: lacking });
}

export function begin() {
  for (const place of form.querySelectorAll("#overview, .so-far")) place.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("keydown", (event) => {
    const scale = event.target.closest?.(".scale");
    const value = { Backspace: "", Delete: "", 0: "" }[event.key] ?? event.key;
    const wanted = scale && !event.altKey && !event.ctrlKey && !event.metaKey && [...scale.querySelectorAll("input")].find((input) => input.value === value);
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
    if (!wanted.checked) wanted.click();
  });
  show();
}
