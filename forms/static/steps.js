// One cycle at a time: the links to the cycles become tabs; swipe, arrows and Alt+PageUp/PageDown lead between them.
const FAR = 70; // px that a finger must travel sideways
const list = document.querySelector(".cycle-links");
const tabs = [...list.querySelectorAll("a")];
const panels = tabs.map((tab) => document.querySelector(tab.hash));

export function begin(first) {
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", list.parentNode.getAttribute("aria-label"));
  tabs.forEach((tab, n) => {
    tab.parentNode.setAttribute("role", "presentation");
    tab.setAttribute("role", "tab");
    tab.id = `step-${n}`;
    tab.setAttribute("aria-controls", panels[n].id);
    panels[n].setAttribute("role", "tabpanel");
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(n);
    });
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: n + 1, ArrowLeft: n - 1, Home: 0, End: tabs.length - 1, " ": n }[event.key];
      if (to === undefined || event.altKey) return;
      event.preventDefault();
      show((to + tabs.length) % tabs.length).focus();
    });
  });
  document.addEventListener("keydown", (event) => {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (!step || !event.altKey || !tabs[here() + step]) return;
    event.preventDefault();
    show(here() + step).focus();
  });
  for (const panel of panels) swipe(panel);
  for (const button of document.querySelectorAll(".phase"))
    button.addEventListener("click", () => turn(button.closest(".cycle"), button.dataset.to));
  for (const group of document.querySelectorAll(".phases, .next")) group.hidden = false;
  for (const button of document.querySelectorAll(".next button")) button.addEventListener("click", () => show(here() + 1).focus());
  show(first);
}

export const here = () => tabs.findIndex((tab) => tab.ariaSelected === "true");

// Show a step and return its tab.
export function show(n) {
  const isMove = here() !== n;
  tabs.forEach((tab, i) => {
    tab.setAttribute("aria-selected", String(i === n));
    tab.tabIndex = i === n ? 0 : -1;
    panels[i].hidden = i !== n;
  });
  if (isMove) document.dispatchEvent(new CustomEvent("step", { detail: n }));
  const top = document.querySelector(".strip").getBoundingClientRect().top;
  if (isMove && top < 1) panels[n].scrollIntoView();
  return tabs[n];
}

// Turn a cycle to its watching or its judging; on a wide screen both stand side by side.
export function turn(panel, phase) {
  panel.dataset.phase = phase;
  for (const button of panel.querySelectorAll(".phase")) button.setAttribute("aria-pressed", String(button.dataset.to === phase));
}

// Bring a field into view, whichever step it stands in, and give it the focus.
export function reveal(field) {
  const n = panels.findIndex((panel) => panel.contains(field));
  if (n >= 0) show(n);
  const phase = field.closest(".watch, .judge");
  if (phase) turn(panels[n], phase.className);
  field.focus();
}

function swipe(panel) {
  let from = null;
  panel.addEventListener("touchstart", (event) => {
    const touch = event.changedTouches[0];
    const isSelecting = event.target.matches("textarea, input") && event.target === document.activeElement;
    from = event.touches.length === 1 && !isSelecting ? [touch.clientX, touch.clientY] : null;
  }, { passive: true });
  panel.addEventListener("touchend", (event) => {
    if (!from) return;
    const across = event.changedTouches[0].clientX - from[0];
    const down = event.changedTouches[0].clientY - from[1];
    from = null;
    if (Math.abs(across) < FAR || Math.abs(down) > Math.abs(across) / 2) return;
    const to = here() + (across < 0 ? 1 : -1);
    if (tabs[to]) show(to);
  }, { passive: true });
}
