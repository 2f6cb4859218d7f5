// Logging out: first what waits here is saved on the server; what cannot be is asked about; then this device forgets.
import { left } from "./queue.js";
import * as vault from "./vault.js";

const form = document.querySelector("form[action$='/logout']");
const dialog = document.querySelector("#leaving");

async function forget() {
  await vault.wipe();
  for (const name of await caches.keys()) await caches.delete(name);
}

function ask(when) {
  for (const line of dialog.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
  if (!dialog.open) dialog.showModal();
}

// The device forgets when the server has ended the session, not before.
async function leave() {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer) return ask("offline");
  if (answer.type !== "opaqueredirect") return form.submit();
  await forget().catch(() => {});
  location.assign("/login");
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const leaving = new CustomEvent("leaving", { detail: [] }); // an open sheet saves what it has
  document.dispatchEvent(leaving);
  await Promise.allSettled(leaving.detail);
  const waiting = await left().catch(() => 0);
  if (waiting && navigator.onLine) ask("waiting");
  else await leave();
});
dialog?.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
dialog?.querySelector("[data-leave]").addEventListener("click", leave);
