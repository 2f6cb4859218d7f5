// The page for when there is no network: what waits, what was begun, and which sheets are ready on this device.
import * as vault from "./vault.js";
import { dayOf, dotted, say, timeOf } from "./words.js";

function line(list, href, title, more) {
  const section = document.querySelector(`[data-list="${list}"]`);
  const link = Object.assign(document.createElement("a"), { className: "task", href });
  const text = link.appendChild(document.createElement("span"));
  text.append(Object.assign(document.createElement("strong"), { textContent: title }));
  text.append(Object.assign(document.createElement("span"), { className: "more", textContent: more }));
  section.querySelector("ul").appendChild(document.createElement("li")).append(link);
  section.hidden = false;
}

async function drafts() {
  await vault.asLast();
  for (const { key, state, changed } of await vault.rows()) {
    const sheet = state === "sent" ? null : (await vault.find(key))?.sheet;
    const more = say("changed", { clock: dotted(timeOf(changed)), day: dayOf(changed).split("-").reverse().join(".") });
    if (sheet) line(state === "queued" ? "waiting" : "begun", `${sheet.path}#draft=${key}`, sheet.title, more);
  }
}

async function sheets() {
  for (const name of await caches.keys()) {
    if (!name.startsWith("sheets-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const url = new URL(request.url);
      line("ready", `${url.pathname}${url.search}`, page.querySelector("h1").textContent, page.querySelector("main .quiet").textContent);
    }
  }
}

await drafts().catch(() => {});
await sheets().catch(() => {});
document.querySelector("[data-none]").hidden = document.querySelector("[data-list]:not([hidden])") !== null;
addEventListener("online", () => fetch("/health").then((answer) => answer.ok && location.reload(), () => {}));
