// The sheet as a tablet screen: steps, clocks, scores; whose draft it is, how it is saved and sent. Without scripts the
// same sheet is one long page.
import * as conflict from "./conflict.js";
import * as content from "./content.js";
import { saver } from "./drafts.js";
import * as marks from "./marks.js";
import * as notices from "./notices.js";
import { opening } from "./opening.js";
import * as queue from "./queue.js";
import * as scores from "./scores.js";
import { sending } from "./send.js";
import * as steps from "./steps.js";
import * as tabs from "./tabs.js";
import * as timer from "./timer.js";
import { dayOf, dotted, timeOf } from "./words.js";

const form = document.querySelector("#sheet");
const link = ({ path, key }) => `${path}#draft=${key}`;
const anew = ({ path }) => () => {
  history.replaceState(null, "", `${path}#new`);
  location.reload();
};

function dress() {
  form.classList.add("live");
  if ("blank" in form.dataset && form.dataset.made !== dayOf(Date.now())) form.elements.observed_on.value = dayOf(Date.now());
  document.addEventListener("ready", () => (document.querySelector("#ready").hidden = false));
  for (const line of document.querySelectorAll("[data-online]")) line.hidden = !navigator.onLine;
  timer.begin();
  scores.begin();
  steps.begin(timer.current());
}

// What lay on the device stands in the sheet now.
function redress() {
  timer.show();
  scores.show();
  steps.show(timer.current());
}

async function begin() {
  const { sheet, row, theirs, isAway } = await opening();
  if (row?.state === "sent") return notices.sent(row.sheet.url);
  if (isAway && navigator.onLine) return location.replace(`/observations/drafts/${sheet.key}`);
  if (isAway) return notices.freeze("away", {}, { anew: anew(sheet) });
  form.elements.submission_id.value = sheet.key;
  queue.show().catch(() => {});
  if (row) redress();
  const takeOver = { over: () => tabs.take(sheet.key).then(() => location.reload()) };
  let write = null;
  const leave = async () => {
    await write.stop();
    await write.lay();
    notices.freeze("elsewhere", {}, takeOver);
  };
  if (!(await tabs.hold(sheet.key, leave))) return notices.freeze("elsewhere", {}, takeOver);
  form.inert = false;
  write = saver(sheet, (kind, values) => hear(kind, values, sheet, write));
  const settle = (newer) => conflict.show({ now: () => content.read(form), theirs: newer, base: row?.sheet.base ?? {}, chosen: (result) => write.adopt(newer, result) });
  const { waiting } = sending(sheet, write, settle);
  const heard = { sent: ({ url }) => notices.sent(url), login: () => waiting("login"), look: () => location.reload() };
  tabs.hear((news) => news.key === sheet.key && heard[news.say]?.(news));
  document.addEventListener("leaving", (event) => event.detail.push(write.settle()));
  if (theirs) settle(theirs);
  else if (row?.state === "queued") await write.stop().then(() => waiting());
  else if (row) resume(row, sheet, write);
  else write.say();
}

function resume(row, sheet, write) {
  const { why } = row.sheet;
  notices.show("resumed", { clock: dotted(timeOf(row.changed)) }, { anew: anew(sheet) });
  if (why?.kind === "wrong") marks.list(why.problems);
  else if (why) notices.show("refused", why);
  write.touch();
}

// What the saver tells: a state to show, or something that only the observer can settle.
function hear(kind, values, sheet, write) {
  const renew = () => {
    notices.hide("gone", "sent-before");
    write.renew(crypto.randomUUID());
  };
  const acts = {
    marks: () => marks.mark(values.problems, values.hints),
    conflict: () => conflict.show({ now: () => content.read(form), theirs: values, base: sheet.acknowledged, chosen: (result) => write.adopt(values, result) }),
    sent: () => notices.show("sent-before", {}, { receipt: values.url, renew }),
    gone: () => notices.show("gone", {}, { renew }),
    other: () => notices.show("other"),
    refused: () => notices.show("refused", values),
  };
  if (kind in acts) return acts[kind]();
  notices.state(kind, values);
  if (kind === "saved") history.replaceState(null, "", `${sheet.path}${sheet.path.includes("?") ? "&" : "?"}draft=${sheet.key}`);
  else if (kind === "device" && !location.search.includes("draft=")) history.replaceState(null, "", link(sheet));
  if (kind === "lost") notices.show("lost");
  else if (kind !== "saving") notices.hide("lost");
  const isOut = values?.trouble === "login";
  if (isOut) notices.show("login", {}, { login: `/login?next=${encodeURIComponent(link(sheet))}` });
  else notices.hide("login");
}

// A link in a summary leads to a field in whichever step it stands.
document.querySelector("main").addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest?.(".note a[href^='#']")?.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  steps.reveal(field);
});

// When the session is over nothing is lost; the first save that is refused says so, beside what was written.
document.addEventListener("session-over", (event) => event.preventDefault());

dress();
document.querySelector("#problems")?.focus();
form.inert = true; // for the blink of an eye until it is known what lies on this device
begin().catch(() => (form.inert = false));
