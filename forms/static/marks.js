// What is wrong with an answer, or worth a thought, said beside it and in the list above the sheet.
import { say } from "./words.js";

const form = document.querySelector("#sheet");

function fieldOf(name) {
  const found = name ? form.elements[name] : null;
  return found instanceof RadioNodeList ? found[0] : found;
}

function put(name, sentence, kind) {
  const field = fieldOf(name);
  const place = field?.closest(".field, .score");
  if (!place) return;
  const line = Object.assign(document.createElement("p"), { className: `${kind} mark`, textContent: sentence, id: `${field.id}-${kind}-mark` });
  place.querySelector("label, legend").after(line);
  const told = place.matches("fieldset") ? place : field;
  told.setAttribute("aria-describedby", `${told.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  if (kind === "error") place.classList.add("wrong");
}

// Mark the fields; what was marked before is unmarked.
export function mark(problems, hints = []) {
  for (const line of form.querySelectorAll(".mark")) {
    const told = form.querySelector(`[aria-describedby~="${line.id}"]`);
    const rest = told?.getAttribute("aria-describedby").split(" ").filter((id) => id !== line.id).join(" ");
    if (rest) told.setAttribute("aria-describedby", rest);
    else told?.removeAttribute("aria-describedby");
    line.closest(".wrong")?.classList.remove("wrong");
    line.remove();
  }
  for (const { field, sentence } of problems) put(field, sentence, "error");
  for (const { field, sentence } of hints) put(field, sentence, "hint");
}

// List what keeps the sheet from being sent, each line a way to its field.
export function list(problems) {
  document.querySelector("#problems")?.remove();
  mark(problems);
  if (!problems.length) return;
  const box = document.querySelector("#problem-list").content.cloneNode(true).firstElementChild;
  box.querySelector("h2").textContent = say(problems.length === 1 ? "problem" : "problems", { n: problems.length });
  for (const { field, sentence } of problems) {
    const line = document.createElement("li");
    const link = document.createElement(fieldOf(field) ? "a" : "span");
    if (fieldOf(field)) link.href = `#${fieldOf(field).id}`;
    link.textContent = sentence;
    line.append(link);
    box.querySelector("ul").append(line);
  }
  document.querySelector("h1").after(box);
  box.focus();
}
