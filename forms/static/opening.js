// Which draft a sheet is: the one that was asked for, one for the same visit that was begun on this device, or a new one.
import * as content from "./content.js";
import { addressOf } from "./keep.js";
import * as vault from "./vault.js";

const form = document.querySelector("#sheet");
const { submission_id, draft_version, visit_id, is_practice } = form.elements;
const isBlank = "blank" in form.dataset; // neither a draft from the server nor answers that came back
const inHash = new URLSearchParams(location.hash.slice(1));
const asked = new URLSearchParams(location.search).get("draft") ?? inHash.get("draft");

// What the page says of its sheet.
const ofPage = () => ({
  form,
  key: submission_id.value,
  version: Number(draft_version.value),
  clock: form.dataset.clock,
  acknowledged: content.read(form),
  path: addressOf(location.href) ?? location.pathname,
  place: {
    department_id: Number(form.dataset.department),
    instrument_id: Number(form.dataset.instrument),
    visit_id: Number(visit_id?.value) || null,
    is_practice: Boolean(is_practice),
    corrects: Number(form.dataset.corrects) || null,
  },
});

async function lyingHere(place) {
  const wanted = JSON.stringify(place);
  for (const { key, state } of inHash.has("new") ? [] : await vault.rows()) {
    const row = ["open", "look"].includes(state) ? await vault.find(key) : null;
    if (row && JSON.stringify(row.sheet.place) === wanted) return row;
  }
  return null;
}

// Return {sheet, row, theirs, isAway}: the sheet to write in; what lies on this device of it; what the server holds when
// another device wrote there since; and whether all of it lies on the server, which cannot be reached.
export async function opening() {
  const sheet = ofPage();
  await vault.recall().catch(() => {});
  vault.unlock().catch(() => {}); // while there is a network, for the time when there is none
  sheet.device = vault.device;
  const find = asked || !isBlank ? () => vault.find(asked ?? sheet.key) : () => lyingHere(sheet.place);
  const row = await find().catch(() => null);
  if (row) return { ...lay(sheet, row), row };
  if (asked && isBlank) return { sheet, isAway: true };
  if (isBlank && crypto.randomUUID) sheet.key = crypto.randomUUID(); // the page may be a kept one whose own key is used
  return { sheet };
}

// Go on with what lies here. What the server holds is older, the same, or newer from another device.
function lay(sheet, row) {
  sheet.key = row.key;
  if (!row.sheet.content) return { sheet };
  const server = { content: sheet.acknowledged, version: sheet.version, clock: sheet.clock };
  const isNewer = !isBlank && sheet.version > row.sheet.version && form.dataset.device !== sheet.device;
  Object.assign(sheet, { place: row.sheet.place, path: row.sheet.path });
  if (isBlank) [sheet.version, sheet.acknowledged] = [row.sheet.version, row.sheet.base];
  content.write(form, row.sheet.content);
  const isOther = isNewer && content.differing(row.sheet.content, server.content).length > 0;
  return { sheet, theirs: isOther ? server : null };
}
