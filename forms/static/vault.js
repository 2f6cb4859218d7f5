// What a device keeps while the server cannot be reached: each draft locked with AES-GCM, under a key that only the
// observer's own session can give. The browser holds the key so that it opens nothing but this page's own lock.
import { device as login, owner } from "./server.js";

const WEEK = 7 * 24 * 60 * 60 * 1000;
// What this browser calls itself, so that the server can tell its saves from those of other devices.
export let device = `${navigator.userAgentData?.platform || navigator.platform || "nettleser"} ${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
let whose = owner;
const text = { in: new TextEncoder(), out: new TextDecoder() };
let opening = null;
let key = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("tettpaa", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: "key" });
      asked.result.createObjectStore("keys", { keyPath: "owner" });
    };
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error("blocked"));
    asked.onsuccess = () => {
      asked.result.onclose = () => (opening = null);
      asked.result.onversionchange = () => {
        asked.result.close();
        opening = null;
      };
      resolve(asked.result);
    };
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

// Do one thing in one store and wait until it is on the disk. A store that was cleared meanwhile is opened anew, once.
async function within(store, act, mode = "readonly", isSecond = false) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const work = database.transaction(store, mode, { durability: "strict" });
      const asked = act(work.objectStore(store));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = work.onerror = () => reject(work.error ?? asked.error);
    });
  } catch (error) {
    if (isSecond || !["InvalidStateError", "NotFoundError"].includes(error?.name)) throw error;
    opening = null;
    return within(store, act, mode, true);
  }
}

const put = (store, row) => within(store, (place) => place.put(row), "readwrite");
const remove = (store, id) => within(store, (place) => place.delete(id), "readwrite");
const all = (store) => within(store, (place) => place.getAll());

// Return the observer's key: the one in memory, the one this browser keeps, or one made from the server's secret.
// Raises an error when there is none and the server cannot be asked.
export async function unlock() {
  await recall();
  return key ?? make();
}

// Recall the key that this browser keeps, without asking anybody.
export async function recall() {
  if (key) return;
  const row = await within("keys", (place) => place.get(whose));
  if (row) [key, device] = [row.key, row.device];
}

async function make() {
  const { status, body } = await login();
  if (status !== 200 || body.owner !== whose) throw new Error("no key");
  const secret = Uint8Array.from(atob(body.secret), (letter) => letter.charCodeAt(0));
  const raw = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: text.in.encode(whose), info: text.in.encode("draft") };
  key = await crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await put("keys", { owner: whose, key, device });
  return key;
}

const lock = (id, iv) => ({ name: "AES-GCM", iv, additionalData: text.in.encode(`${whose} ${id}`) });

// Keep a sheet. In the open stand its key, its owner, its state and when; all that was written is locked.
export async function keep(id, state, sheet) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(lock(id, iv), await unlock(), text.in.encode(JSON.stringify(sheet)));
  await put("drafts", { key: id, owner: whose, state, changed: Date.now(), iv, sealed });
}

// Return what was kept of a sheet, with its state; null when there is nothing, or nothing that can be opened.
export async function find(id) {
  const row = await within("drafts", (place) => place.get(id));
  if (!row || row.owner !== whose) return null;
  try {
    const bytes = await crypto.subtle.decrypt(lock(id, row.iv), await unlock(), row.sealed);
    return { ...row, sheet: JSON.parse(text.out.decode(bytes)) };
  } catch {
    return null;
  }
}

export const drop = (id) => remove("drafts", id);

// Return the rows of this owner, the last changed first; what is older than a week is wiped, whoever wrote it.
export async function rows() {
  const found = await all("drafts");
  const old = found.filter((row) => row.changed < Date.now() - WEEK);
  for (const row of old) await drop(row.key);
  return found.filter((row) => !old.includes(row) && row.owner === whose).sort((a, b) => b.changed - a.changed);
}

// When somebody else has logged in: the keys of others go. What they wrote stays locked until they come back.
export async function forgetOthers() {
  for (const row of await all("keys")) if (row.owner !== whose) await remove("keys", row.owner);
}

// How many sheets lie here unsent, whoever wrote them.
export const count = async () => (await all("drafts")).filter(({ state }) => state !== "sent").length;

// Without the network nobody can say who is here: it is the one whose key this browser keeps.
export async function asLast() {
  whose = (await all("keys"))[0]?.owner ?? "";
}

export async function wipe() {
  key = null;
  for (const store of ["drafts", "keys"]) await within(store, (place) => place.clear(), "readwrite");
  (await open()).close();
  opening = null;
  indexedDB.deleteDatabase("tettpaa");
}
