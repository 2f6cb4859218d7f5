// On every page: what waits on this device is sent when the network is back, once; and how much waits is said.
import { deliver } from "./deliver.js";
import * as server from "./server.js";
import * as tabs from "./tabs.js";
import * as vault from "./vault.js";
import { say } from "./words.js";

const PAUSES = [5_000, 15_000, 60_000];
const bar = document.querySelector("#waiting");
let failures = 0;
let timer;

// Say what lies here; of the sheet that is open, the sheet itself says it.
export async function show() {
  const open = document.querySelector("#sheet")?.elements.submission_id.value;
  const rows = (await vault.rows()).filter(({ key }) => key !== open);
  const waiting = { look: 0, queued: 0, open: 0 };
  for (const { state } of rows) if (state in waiting) waiting[state] += 1;
  const kind = Object.keys(waiting).find((state) => waiting[state]);
  const first = rows.find(({ state }) => state === kind);
  const isLogin = first && bar.dataset.login === "yes";
  bar.hidden = !first;
  if (!first) return;
  const n = waiting[kind];
  bar.querySelector("span").textContent = say(`${kind}-${n === 1 ? "one" : "many"}`, { n });
  const link = bar.querySelector("a");
  const sheet = kind === "queued" && !isLogin ? null : (await vault.find(first.key))?.sheet;
  link.hidden = !isLogin && !sheet?.path;
  link.textContent = say(isLogin ? "log-in" : "open");
  if (isLogin) link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  else if (sheet?.path) link.href = `${sheet.path}#draft=${first.key}`;
}

// Send one sheet that is ready; return false when it is no use to go on now.
async function sendOne({ key }) {
  const row = await vault.find(key);
  if (row?.state !== "queued") return true;
  const { kind, body } = await deliver(key, row.sheet);
  if (kind === "login") tabs.tell(key, { say: kind });
  if (["away", "login", "other"].includes(kind)) return failed(kind);
  if (kind === "sent") await vault.keep(key, "sent", { reference: body.reference, url: body.url });
  else await vault.keep(key, "look", { ...row.sheet, why: { kind, ...body } });
  tabs.tell(key, { say: kind === "sent" ? "sent" : "look", url: body.url });
  return true;
}

// Save one draft that a closed tab left behind; what has become newer elsewhere waits until it is opened.
async function saveOne({ key }) {
  if (await tabs.isHeld(key)) return true;
  const row = await vault.find(key);
  if (row?.state !== "open") return true;
  const { version, place, device, content } = row.sheet;
  const put = (version) => server.save(key, { ...place, version, device, content });
  let answer = await put(version);
  if (answer.status === 409 && answer.body.device === device) answer = await put(answer.body.version);
  if (server.isAway(answer) || answer.status === 401) return failed(answer.status === 401 ? "login" : "away");
  if (answer.status === 200) await vault.drop(key);
  if (answer.status === 410) await vault.keep(key, "look", { ...row.sheet, why: { kind: "sent" } });
  return true;
}

function failed(kind) {
  bar.dataset.login = kind === "login" ? "yes" : "";
  return false;
}

async function empty() {
  const acts = { queued: sendOne, open: saveOne };
  for (const row of await vault.rows()) {
    if (!(row.state in acts)) continue;
    if (!(await acts[row.state](row))) return false;
    bar.dataset.login = "";
  }
  return true;
}

// Empty the queue, one tab at a time; try again later when something is left.
export async function run() {
  clearTimeout(timer);
  const alone = navigator.locks ? (act) => navigator.locks.request("tettpaa-sending", act) : (act) => act();
  try {
    const isDone = !navigator.onLine ? false : await alone(empty);
    await show();
    const isLeft = (await vault.rows()).some(({ state }) => state === "queued" || state === "open");
    failures = isDone ? 0 : failures + 1;
    if (isLeft) timer = setTimeout(run, PAUSES[Math.min(failures, PAUSES.length) - 1] ?? PAUSES[2]);
  } catch {
    bar.hidden = true; // this browser keeps nothing here
  }
}

// Before login: only that something waits, not whose nor what.
async function strangers() {
  const isHere = (await indexedDB.databases()).some(({ name }) => name === "tettpaa");
  const n = isHere ? await vault.count() : 0;
  bar.hidden = n === 0;
  bar.querySelector("span").textContent = say(n === 1 ? "strange-one" : "strange-many", { n });
}

// Which sheet was open stands behind the # of the address, which only the browser knows: the login leads back to it.
function comeBack() {
  const next = document.querySelector("input[name=next]");
  if (next && !next.value.includes("#")) next.value += location.hash;
}

// Save and send all that waits; return how much is left.
export async function left() {
  await run();
  return (await vault.rows()).filter(({ state }) => state !== "sent").length;
}

if (server.owner) {
  vault.forgetOthers().catch(() => {});
  addEventListener("online", run);
  document.addEventListener("visibilitychange", () => document.hidden || run());
  tabs.hear(() => show().catch(() => {}));
  new BroadcastChannel("tettpaa-session").addEventListener("message", () => bar.dataset.login && run());
  run();
} else {
  comeBack();
  strangers().catch(() => {});
}
