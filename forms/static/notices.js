// What is said above the sheet: one line on how safe the words are, and the few things that need an answer.
import { say } from "./words.js";

const form = document.querySelector("#sheet");
const line = document.querySelector("#saved");
const spoken = document.querySelector("#told");
const box = document.querySelector("#notices");
const GRAVE = ["device", "lost", "queued", "sent"]; // these are also said aloud, once

// Say how safe the words are: blank, saving, saved, partly, device, lost, sending, queued, sent.
export function state(kind, values = {}) {
  const isNew = line.dataset.kind !== kind;
  line.dataset.kind = kind;
  line.hidden = kind === "blank";
  line.textContent = kind === "blank" ? "" : say(`state-${kind}`, values);
  if (isNew && GRAVE.includes(kind)) spoken.textContent = line.textContent;
}

// Show a notice with its values, and what its buttons do; a link gets its address.
export function show(name, values = {}, acts = {}) {
  const notice = box.querySelector(`[data-notice="${name}"]`);
  for (const place of notice.querySelectorAll("[data-slot]")) place.textContent = values[place.dataset.slot] ?? "";
  for (const act of notice.querySelectorAll("[data-act]")) {
    const what = acts[act.dataset.act];
    act.hidden = !what;
    if (typeof what === "string") act.href = what;
    else act.onclick = what ?? null;
  }
  notice.hidden = false;
}

export function hide(...names) {
  for (const name of names) box.querySelector(`[data-notice="${name}"]`).hidden = true;
}

// Let nobody write in the sheet while a notice stands above it.
export function freeze(name, values, acts) {
  hide("resumed", "login", "queued");
  form.inert = true;
  show(name, values, acts);
  box.scrollIntoView({ block: "nearest" });
  box.querySelector(`[data-notice="${name}"] :is(a, button):not([hidden])`)?.focus({ preventScroll: true });
}

export function thaw(...names) {
  form.inert = false;
  hide(...names);
}

export function sent(url) {
  state("sent");
  freeze("sent", {}, { receipt: url });
}
