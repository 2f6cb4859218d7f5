// What a sheet must have before it waits for the network: the plainest of the server's rules, in the server's words.
import { hasNationalId } from "./content.js";
import { say } from "./words.js";

const NEEDED = ["started_at", "ended_at", "adults", "children"];

// Return [{field, sentence}] as the server would.
export function problems(form, content) {
  const found = [];
  const cycles = [...form.querySelectorAll(".cycle")].map((panel) => panel.dataset.cycle);
  const labelOf = (name) => form.elements[name].labels[0].firstChild.textContent.trim().toLowerCase();
  const tell = (name, n, word) => found.push({ field: name, sentence: say("in-cycle", { number: Number(n) + 1, label: labelOf(name), sentence: say(word) }) });
  for (const n of cycles) {
    const prefix = `cycles-${n}-`;
    const isBegun = Object.entries(content).some(([name, text]) => name.startsWith(prefix) && text.trim());
    if (n !== "0" && !isBegun) continue;
    for (const name of NEEDED) if (!content[prefix + name]?.trim()) tell(prefix + name, n, n === "0" ? "fill-in" : "fill-in-cycle");
    const [start, end] = [content[`${prefix}started_at`], content[`${prefix}ended_at`]];
    if (start && end && end <= start) tell(`${prefix}ended_at`, n, "end-after-start");
    for (const name of ["note", "activity", "length_reason"]) if (hasNationalId(content[prefix + name] ?? "")) tell(prefix + name, n, "national-id");
  }
  if (!Object.entries(content).some(([name, text]) => name.includes("-score-") && text)) found.push({ field: "", sentence: say("no-score") });
  return found;
}
