// Sheets kept for use without the network: the one that is open, and those that a page leads to. Only blank sheets are
// kept, never one with answers in it; all are forgotten when the observer logs out or another logs in.
import { owner } from "./server.js";
import { unlock } from "./vault.js";
import { say } from "./words.js";

const SHEET = /^\/observations\/new\/\d+\/\d+$/;
const MOST = 12;
const edition = /\/e-([0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? "";
const mine = `sheets-${edition}-${owner.slice(0, 16)}`;

// The address under which a blank sheet is kept: without the draft it may be opened with. null is no sheet.
export function addressOf(link) {
  const url = new URL(link, location.href);
  if (url.origin !== location.origin || !SHEET.test(url.pathname)) return null;
  for (const name of [...url.searchParams.keys()]) if (name !== "visit" && name !== "practice") url.searchParams.delete(name);
  return url.pathname + url.search;
}

// Keep a blank sheet; return whether it can be opened without the network from now on.
export async function keep(link) {
  const address = addressOf(link);
  if (!address) return false;
  if (!navigator.onLine) return isKept(address);
  try {
    const page = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
    const text = page.ok ? await page.clone().text() : "";
    if (!text.includes("data-blank") || !text.includes(`data-owner="${owner}"`)) return isKept(address);
    await (await caches.open(mine)).put(address, page);
  } catch {
    return isKept(address);
  }
  return isKept(address);
}

async function isKept(address) {
  const found = await (await caches.open(mine)).match(address);
  const worker = await Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 8_000))]);
  return Boolean(found && worker && (await unlock().catch(() => false)));
}

// Forget the sheets of other observers; sheets of an earlier edition are fetched anew before they go.
async function tidy() {
  for (const name of await caches.keys()) {
    if (!name.startsWith("sheets-") || name === mine) continue;
    const isMine = name.endsWith(mine.slice(mine.lastIndexOf("-")));
    const pages = isMine ? await (await caches.open(name)).keys() : [];
    const kept = await Promise.all(pages.map((page) => keep(page.url)));
    if (kept.every(Boolean)) await caches.delete(name);
  }
}

// The department chosen in a list: its sheet is made ready when there is only one.
async function keepChosen({ target }) {
  const status = document.querySelector("#ready-status");
  status.textContent = "";
  const page = target.value && (await fetch(`${location.pathname}?department_id=${target.value}`).catch(() => null));
  if (page?.ok && (await keep(page.url))) status.textContent = say("ready");
}

function chosen() {
  const list = document.querySelector("main form[method=get] select[name=department_id]");
  if (!list) return;
  const status = Object.assign(document.createElement("p"), { className: "hint", id: "ready-status" });
  status.setAttribute("role", "status");
  list.after(status);
  list.addEventListener("change", keepChosen);
}

async function begin() {
  chosen();
  await navigator.serviceWorker.register("/service-worker.js");
  await tidy();
  const links = [...document.querySelectorAll("main a[href^='/']")].filter((link) => addressOf(link.href)).slice(0, MOST);
  for (const link of links) {
    if (!(await keep(link.href))) continue;
    const mark = Object.assign(document.createElement("span"), { className: "status good ready", textContent: say("ready") });
    (link.closest("li, td, th") ?? link.parentNode).append(mark);
  }
  if (document.querySelector("#sheet") && (await keep(location.href))) document.dispatchEvent(new Event("ready"));
}

if (owner && navigator.serviceWorker && globalThis.caches) begin().catch(() => {});
