// Send the sheet. Without a network it is made ready and waits in the queue, which any page of the house sends.
import * as check from "./check.js";
import * as content from "./content.js";
import { deliver } from "./deliver.js";
import * as marks from "./marks.js";
import * as notices from "./notices.js";
import * as queue from "./queue.js";
import * as tabs from "./tabs.js";
import * as vault from "./vault.js";

const button = document.querySelector("#send");

// `settle` shows a newer version that another device has saved.
export function sending(sheet, write, settle) {
  const { form } = sheet;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    notices.hide("refused", "used");
    if (sheet.place.is_practice) await practise();
    else if (navigator.onLine) await send();
    else await wait();
    button.disabled = false;
  });

  // A practice is shown and forgotten, by the server alone.
  async function practise() {
    if (!navigator.onLine) return notices.show("practice");
    await write.stop();
    await vault.drop(sheet.key).catch(() => {});
    form.elements.draft_version.value = sheet.version;
    form.submit();
  }

  async function send() {
    await write.stop();
    notices.state("sending");
    const { kind, body } = await deliver(sheet.key, { ...sheet, content: content.read(form) });
    if (kind === "sent") return done(body);
    if (kind === "away" || kind === "login") return wait(kind);
    marks.list(kind === "wrong" ? body.problems : []);
    if (kind === "conflict" && body.draft) settle(body.draft);
    else if (kind === "conflict") notices.show("used", body, { anew });
    else if (kind === "other") notices.show("other");
    else if (kind !== "wrong") notices.show("refused", body);
    write.go();
  }

  async function done({ url, reference }) {
    await vault.keep(sheet.key, "sent", { url, reference }).catch(() => {});
    tabs.tell(sheet.key, { say: "sent", url });
    location.assign(url);
  }

  // Make ready and wait: for the network, or for a login.
  async function wait(why) {
    const found = check.problems(form, content.read(form));
    marks.list(found);
    await write.stop();
    if (found.length || !(await write.lay("queued"))) return write.go();
    waiting(why);
    if (!why) queue.run();
  }

  function waiting(why) {
    notices.state("queued");
    const back = { back: edit };
    if (why === "login") notices.freeze("login", {}, { login: `/login?next=${encodeURIComponent(`${sheet.path}#draft=${sheet.key}`)}`, ...back });
    else notices.freeze("queued", {}, back);
  }

  function edit() {
    notices.thaw("queued", "login");
    write.go();
  }

  // The same words as another observation: the key has been used for one that said something else.
  function anew() {
    notices.hide("used");
    write.renew(crypto.randomUUID());
  }

  return { waiting };
}
