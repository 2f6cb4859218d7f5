// Every keystroke safe within two seconds: on the device at once, on the server when it answers. What is said of it is
// what is known: "saved" only when the server has acknowledged exactly what stands in the sheet.
import * as content from "./content.js";
import * as server from "./server.js";
import * as vault from "./vault.js";

const SOON = { device: 150, server: 600 };
const LATEST = 1_400; // ms that the server waits at most while somebody writes on
const SMALL = 60_000; // bytes that a browser sends for a page that is leaving
const PAUSES = [2_000, 4_000, 8_000, 15_000, 30_000];
const ANSWERED = { 401: "login", 403: "other", 404: "gone", 409: "conflict", 410: "sent" };
const TRIED_BY_ITSELF = ["away", "login"];
const TRIED_WHEN_WRITTEN = ["", "partly", "refused"];

// sheet: {form, key, version, place, device, clock, acknowledged, path}; tell(kind, values) hears saving, saved, partly, device, lost, and
// what only the observer can settle: conflict, sent, gone, other, refused.
export function saver(sheet, tell) {
  const now = () => JSON.stringify(content.read(sheet.form));
  let acknowledged = JSON.stringify(sheet.acknowledged); // what the server has
  let stored = null; // what lies on this device
  let trouble = ""; // why the server did not take what stands here
  let laying = Promise.resolve();
  let [busy, failures, since, isStopped] = [null, 0, 0, false];
  const timers = {};

  function later(what, act, wait) {
    clearTimeout(timers[what]);
    timers[what] = setTimeout(() => {
      timers[what] = null;
      act();
    }, wait);
  }

  function say() {
    if (isStopped) return;
    const text = now();
    if (text === acknowledged) tell(trouble === "partly" ? "partly" : sheet.clock ? "saved" : "blank", { clock: sheet.clock });
    else if (stored === text && trouble) tell("device", { trouble });
    else tell(stored === "lost" && trouble ? "lost" : "saving", { trouble });
  }

  // Lay what stands in the sheet down on the device, one after the other; what the server has need not lie there.
  function lay(state = "open") {
    laying = laying.then(async () => {
      const text = now();
      try {
        if (state === "open" && text === acknowledged && trouble !== "partly") await vault.drop(sheet.key);
        else await vault.keep(sheet.key, state, written(text));
        stored = text;
      } catch {
        stored = "lost";
      }
      say();
      return stored === text;
    });
    return laying;
  }

  const written = (text) => ({
    content: content.freed(JSON.parse(text)),
    base: content.freed(JSON.parse(acknowledged)),
    version: sheet.version,
    place: sheet.place,
    device: sheet.device,
    path: sheet.path,
    title: document.querySelector("h1").textContent,
  });

  // Give the server what stands in the sheet; again while something newer stands there.
  function send(keepalive = false) {
    if (busy || isStopped || now() === acknowledged) return busy;
    since = 0;
    const text = now();
    const draft = { ...sheet.place, version: sheet.version, device: sheet.device, content: JSON.parse(text) };
    busy = server.save(sheet.key, draft, { keepalive }).then((answer) => {
      busy = null;
      take(answer, text);
      if (!trouble && now() !== acknowledged) later("server", send, SOON.server);
    });
    return busy;
  }

  function take({ status, body }, text) {
    if (status === 200 || status === 422) {
      [trouble, failures, acknowledged] = [status === 422 ? "partly" : "", 0, text];
      sheet.acknowledged = JSON.parse(text);
      [sheet.version, sheet.clock] = [body.version, body.clock];
      tell("marks", { problems: body.problems ?? [], hints: body.hints ?? [] });
      if (now() === text) lay();
    } else if (status === 409 && body.device === sheet.device) {
      sheet.version = body.version; // our own words, which a leaving page had sent without hearing the answer
      later("server", send, 0);
    } else {
      trouble = ANSWERED[status] ?? (server.isAway({ status }) ? "away" : "refused");
      if (!TRIED_BY_ITSELF.includes(trouble)) tell(trouble, body);
      else later("retry", again, PAUSES[Math.min(failures++, PAUSES.length - 1)]);
    }
    say();
  }

  function again() {
    if (TRIED_BY_ITSELF.includes(trouble)) send();
  }

  // Something was written.
  function touch() {
    if (isStopped) return;
    since ||= Date.now();
    if (!trouble && !navigator.onLine) {
      trouble = "away";
      later("retry", again, PAUSES[0]);
    }
    say();
    later("device", lay, SOON.device);
    if (TRIED_WHEN_WRITTEN.includes(trouble)) later("server", send, Math.max(0, Math.min(SOON.server, since + LATEST - Date.now())));
  }

  function flush() {
    if (isStopped || now() === acknowledged) return;
    lay();
    if (TRIED_WHEN_WRITTEN.includes(trouble)) send(new Blob([now()]).size < SMALL);
  }

  sheet.form.addEventListener("input", touch);
  sheet.form.addEventListener("change", touch);
  sheet.form.addEventListener("focusout", flush);
  document.addEventListener("visibilitychange", () => (document.hidden ? flush() : again()));
  addEventListener("pagehide", flush);
  addEventListener("online", again);
  new BroadcastChannel("tettpaa-session").addEventListener("message", again); // somebody has logged in
  addEventListener("beforeunload", (event) => {
    if (!isStopped && now() !== acknowledged && stored !== now()) event.preventDefault();
  });

  return {
    say,
    touch,
    lay,
    // Save at once, here and there.
    async settle() {
      await lay();
      await busy;
      await send();
      await laying;
    },
    // Go on from what the server holds, with what was chosen.
    adopt(theirs, chosen) {
      [sheet.version, sheet.clock, trouble] = [theirs.version, theirs.clock, ""];
      sheet.acknowledged = theirs.content;
      acknowledged = JSON.stringify(theirs.content);
      content.write(sheet.form, chosen);
      sheet.form.dispatchEvent(new Event("change", { bubbles: true }));
    },
    // Begin again under a key of its own.
    async renew(key) {
      await vault.drop(sheet.key).catch(() => {});
      [sheet.key, sheet.version, trouble, acknowledged] = [key, 0, "", "{}"];
      sheet.form.elements.submission_id.value = key;
      touch();
    },
    // Stop saving, once what is on its way has arrived.
    async stop() {
      isStopped = true;
      for (const timer of Object.values(timers)) clearTimeout(timer);
      await Promise.allSettled([busy, laying]);
    },
    go() {
      isStopped = false;
      touch();
    },
  };
}
