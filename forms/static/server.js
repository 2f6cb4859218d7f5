// The one way to the server. An answer is {status, body}; status 0 means that nobody answered.
const PATIENCE = 15_000;
const address = { device: "/observations/drafts/device", draft: (key) => `/observations/drafts/${key}` };
export const owner = document.body.dataset.owner ?? "";
let token = document.querySelector("[name=csrf_token]")?.value ?? "";

async function call(method, path, body, keepalive) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(path, { method, headers, body, keepalive, signal, redirect: "error" });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, body: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

// Who is logged in here now, and with which token: another login in this browser changes both.
export async function device() {
  const answer = await call("GET", address.device);
  if (answer.status === 200) token = answer.body.csrf;
  return answer;
}

// Ask; a token that has gone stale is renewed, but never to speak in somebody else's name (status 403).
export async function ask(method, path, body, { keepalive = false } = {}) {
  const answer = await call(method, path, body, keepalive);
  if (answer.status !== 400 || !answer.body.csrf) return answer;
  const now = await device();
  if (now.status !== 200) return now;
  if (now.body.owner !== owner) return { status: 403, body: {} };
  return call(method, path, body, keepalive);
}

export const save = (key, draft, options) => ask("PUT", address.draft(key), JSON.stringify(draft), options);
export const read = (key) => ask("GET", address.draft(key));
export const list = () => ask("GET", "/observations/drafts");

// Whether an answer means: not now, but later (no network, no server, too busy).
export const isAway = ({ status }) => status === 0 || status === 429 || status >= 500;
