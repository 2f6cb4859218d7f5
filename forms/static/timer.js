// The clock of each cycle. It keeps a start and an end as times of day in their fields, never ticks, so that sleep,
// a reload or a killed browser change nothing; the minutes it shows are those that will be recorded.
import { dayOf, dotted, say, timeOf } from "./words.js";
import { turn } from "./steps.js";

const form = document.querySelector("#sheet");
const limits = { shortest: Number(form.dataset.shortest), longest: Number(form.dataset.longest) };
const tooShort = Number(form.dataset.tooShort);
const told = document.querySelector("#told");
const going = document.querySelector("#going");
const clocks = [...form.querySelectorAll(".cycle")].map((panel) => new Clock(panel));

function Clock(panel) {
  const number = Number(panel.dataset.cycle) + 1;
  const field = (name) => form.elements[`cycles-${panel.dataset.cycle}-${name}`];
  const place = panel.querySelector(".timer");
  const [figure, span, said] = ["minutes", "span", "said"].map((name) => place.querySelector(`[data-${name}]`));
  const line = place.querySelector(".timer-line i");
  const reason = panel.querySelector("[data-reason]");
  let lately = "";

  // Where the cycle stands: how it goes, and its minutes.
  this.state = () => {
    const [start, end] = [minutes(field("started_at").value), minutes(field("ended_at").value)];
    if (start === null) return ["none", 0];
    if (end !== null) return ["stopped", end - start];
    const now = minutes(timeOf(Date.now()));
    const isToday = form.elements.observed_on.value === dayOf(Date.now());
    return isToday && now >= start ? ["going", now - start] : ["left", 0];
  };

  this.show = () => {
    const [state, length] = this.state();
    const start = dotted(field("started_at").value);
    const end = dotted(field("ended_at").value);
    const isTimed = state === "going" || state === "stopped";
    figure.textContent = isTimed ? `${length} ${say("minutes")}` : say(state === "none" ? "not-started" : "never-stopped", { start });
    span.textContent = { going: say("since", { start }), stopped: say("span", { start, end }) }[state] ?? "";
    line.style.width = `${Math.min(100, (100 * length) / limits.longest)}%`;
    place.dataset.state = state;
    const words = sentence(state, length);
    said.textContent = say(words, limits);
    place.classList.toggle("is-out", ["long", "outside", "too-short"].includes(words));
    if (state === "going" && ["enough", "long"].includes(words) && words !== lately) told.textContent = said.textContent;
    lately = words;
    const isOut = state === "stopped" && isOutside(length);
    reason.hidden = !isOut && !field("length_reason").value && !reason.querySelector(".error");
    const shown = { none: ["start"], going: ["stop"], left: ["stop"], stopped: ["judge", "resume"] }[state];
    if (isOut && length < tooShort) shown.push("again");
    for (const button of place.querySelectorAll("[data-act]")) button.hidden = !shown.includes(button.dataset.act);
    place.querySelector("[data-act=stop]").textContent = say(state === "going" && length < 1 ? "undo" : "stop");
    return state === "going" ? say("going", { number, minutes: length }) : "";
  };

  const set = (start, end) => {
    field("started_at").value = start;
    field("ended_at").value = end;
    field("ended_at").dispatchEvent(new Event("input", { bubbles: true }));
    place.querySelector("[data-act]:not([hidden])")?.focus();
  };
  const acts = {
    start: () => {
      form.elements.observed_on.value = dayOf(Date.now());
      set(timeOf(Date.now()), "");
      told.textContent = say("started", { number });
    },
    stop: () => {
      const [state, length] = this.state();
      if (state === "going" && length < 1) return set("", "");
      set(field("started_at").value, timeOf(Date.now()));
      told.textContent = say("stopped", { number, minutes: this.state()[1] });
    },
    resume: () => set(field("started_at").value, ""),
    again: () => set(timeOf(Date.now()), ""),
    judge: () => {
      turn(panel, "judge");
      panel.querySelector(".judge input:checked").focus();
    },
  };
  for (const button of place.querySelectorAll("[data-act]")) button.addEventListener("click", acts[button.dataset.act]);
  place.hidden = false;
}

const isOutside = (length) => length < limits.shortest || length > limits.longest;

function sentence(state, length) {
  if (state === "stopped") return length < tooShort ? "too-short" : isOutside(length) ? "outside" : "well";
  if (state === "going" && length >= limits.longest) return "long";
  return state === "going" && length >= limits.shortest ? "enough" : "aim";
}

function minutes(time) {
  const match = /^(\d\d?)[:.]?(\d\d)$/.exec(time.trim());
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

export function show() {
  const running = clocks.map((clock) => clock.show()).filter(Boolean);
  going.textContent = running.at(-1) ?? "";
  going.hidden = running.length === 0;
}

// The cycle whose clock goes, as its place among the steps; the first when none does.
export const current = () => Math.max(0, clocks.findIndex((clock) => clock.state()[0] === "going"));

// Begin to show the clocks; look again when a minute turns, when the page is seen again, and when a time is written.
export function begin() {
  const tick = () => {
    show();
    setTimeout(tick, 60_000 - (Date.now() % 60_000) + 50);
  };
  tick();
  document.addEventListener("visibilitychange", show);
  form.addEventListener("input", show);
  form.addEventListener("change", show);
}
