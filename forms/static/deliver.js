// Send a whole sheet, from its own page or from the queue. The submission's id makes twice the same as once.
import { ask, isAway } from "./server.js";

const KINDS = { 200: "sent", 401: "login", 403: "other", 409: "conflict", 422: "wrong" };

// sheet: {path, place, version, device, content}. Return {kind, body}: sent, wrong, conflict, login, other, away, refused.
export async function deliver(key, { path, place, version, device, content }) {
  const carried = { submission_id: key, draft_version: version, device };
  if (place.visit_id) carried.visit_id = place.visit_id;
  const { status, body } = await ask("POST", path, new URLSearchParams({ ...content, ...carried }));
  return { kind: isAway({ status }) ? "away" : (KINDS[status] ?? "refused"), body };
}
