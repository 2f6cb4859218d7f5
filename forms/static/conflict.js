// Two devices wrote in the same sheet: both versions side by side, and the observer chooses. Until then nothing is lost.
import { differing } from "./content.js";
import { say } from "./words.js";

const form = document.querySelector("#sheet");

// What a field is called: its cycle, and its label or what is scored.
export function nameOf(name) {
  const found = form.elements[name];
  const field = found instanceof RadioNodeList ? found[0] : found;
  const cycle = /^cycles-(\d+)-/.exec(name);
  const label = field?.closest("fieldset.score")?.querySelector("legend") ?? field?.labels?.[0];
  const text = (label?.firstChild?.textContent ?? name).trim();
  return cycle ? say("cycle-field", { number: Number(cycle[1]) + 1, label: text }) : text;
}

function choice(cell, name, value, text, isChosen) {
  const label = cell.appendChild(document.createElement("label"));
  label.className = "pick";
  const input = Object.assign(document.createElement("input"), { type: "radio", name: `choose-${name}`, value, checked: isChosen });
  const words = Object.assign(document.createElement("span"), { className: "kept", textContent: text });
  label.append(input, words);
}

// Show the differences between what stands here and what the server holds. `base` is what both began with;
// where only one of them moved on, that one is chosen beforehand. `chosen` hears the content that was chosen; what is
// written in the meantime is in it.
export function show({ now, theirs, base, chosen }) {
  document.querySelector("#conflict")?.remove();
  const mine = now();
  const names = differing(mine, theirs.content);
  const box = document.querySelector("#conflict-box").content.cloneNode(true).firstElementChild;
  box.querySelector("[data-there]").textContent = say("there", { clock: theirs.clock });
  const isMoved = (content, name) => differing({ [name]: content[name] }, { [name]: base[name] }).length > 0;
  for (const name of names) {
    const row = box.querySelector("tbody").insertRow();
    const head = row.appendChild(Object.assign(document.createElement("th"), { scope: "row", textContent: nameOf(name) }));
    head.id = `choose-${name}`;
    const isTheirs = isMoved(theirs.content, name) && !isMoved(mine, name);
    const both = form.elements[name]?.localName === "textarea" && mine[name] && theirs.content[name];
    const cells = [["mine", mine[name], say("here")], ["theirs", theirs.content[name], say("there-short")]];
    for (const [value, text, title] of cells) {
      const cell = row.insertCell();
      cell.dataset.label = title;
      choice(cell, name, value, text || "–", value === (isTheirs ? "theirs" : "mine"));
      if (value === "theirs" && both) choice(cell, name, "both", say("both"), false);
    }
    row.querySelectorAll("input").forEach((input) => input.setAttribute("aria-describedby", head.id));
  }
  for (const button of box.querySelectorAll("[data-all]"))
    button.addEventListener("click", () => box.querySelectorAll(`input[value=${button.dataset.all}]`).forEach((input) => (input.checked = true)));
  box.querySelector("[data-use]").addEventListener("click", () => {
    const result = now();
    for (const name of names) {
      const how = box.querySelector(`input[name="choose-${name}"]:checked`).value;
      if (how === "theirs") result[name] = theirs.content[name] ?? "";
      if (how === "both") result[name] = `${theirs.content[name]}\n\n${result[name]}`;
    }
    box.remove();
    chosen(result);
  });
  document.querySelector("#notices").append(box);
  box.querySelector("h2").focus();
}
