// Keeps the session alive while somebody works, and asks before it ends. Without this script nothing is
// lost either: a form that is sent too late waits while its sender logs in.
const MINUTE = 60_000;
const dialog = document.querySelector("#session-ends");
const form = dialog.querySelector("form");
const over = dialog.querySelector("[data-over]");
const sentences = [...dialog.querySelectorAll("[data-minutes]")]; // "in 1 minute", "in 2 minutes", ...
const idle = Number(dialog.dataset.idleMinutes) * MINUTE;
// The server notes use at most once a minute, so its end may come a minute before ours.
const warnAt = idle - (Number(dialog.dataset.warnMinutes) + 1) * MINUTE;
const tabs = new BroadcastChannel("tettpaa-session");
let used = Date.now();
let asked = used;

function renew() {
  used = asked = Date.now();
  if (dialog.open && over.hidden) dialog.close();
}

async function stay() {
  asked = Date.now();
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.status === 401) return end();
  renew();
  tabs.postMessage("used");
}

function stayQuietly() {
  if (over.hidden && !dialog.open && Date.now() - asked > MINUTE) stay().catch(() => {});
}

function warn() {
  const left = Math.round((used + idle - MINUTE - Date.now()) / MINUTE);
  const minutes = Math.min(Math.max(left, 1), sentences.length);
  for (const sentence of sentences) sentence.hidden = Number(sentence.dataset.minutes) !== minutes;
  if (!dialog.open) dialog.showModal();
}

// A page that keeps all by itself says this in its own way.
function end() {
  if (!document.dispatchEvent(new Event("session-over", { cancelable: true }))) return;
  form.hidden = true;
  dialog.setAttribute("aria-labelledby", "session-over");
  over.hidden = false;
  if (!dialog.open) dialog.showModal();
  over.querySelector("button").focus();
}

function look() {
  if (!over.hidden || !navigator.onLine) return; // nobody can say whether the session lasts
  const rested = Date.now() - used;
  if (rested >= idle) end();
  else if (rested >= warnAt) warn();
}

for (const sign of ["keydown", "pointerdown", "input"]) document.addEventListener(sign, stayQuietly, true);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  stay().catch(() => {});
});
dialog.addEventListener("cancel", (event) => {
  if (!over.hidden) return;
  event.preventDefault();
  form.requestSubmit();
});
over.querySelector("button").addEventListener("click", () => dialog.close());
tabs.addEventListener("message", renew);
tabs.postMessage("used");
document.addEventListener("visibilitychange", look);
addEventListener("online", () => stay().catch(() => {}));
setInterval(look, 5_000);
