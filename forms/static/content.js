// What stands in a sheet, as the server keeps it: name of the field -> text.
const CARRIED = new Set(["csrf_token", "submission_id", "draft_version", "visit_id", "is_practice", "device", "save"]);

export const read = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !CARRIED.has(name)));

// Write a content into a form; what it does not name becomes blank. Nothing is sent and nobody is told.
export function write(form, content) {
  for (const name of new Set([...form.elements].map((field) => field.name))) {
    const field = form.elements[name];
    if (name && !CARRIED.has(name)) field.value = content[name] ?? "";
  }
}

const bare = (text) => (text ?? "").replace(/\r\n?/g, "\n").trim();

// Return the names of the fields in which two contents differ.
export function differing(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => name !== "cycles" && bare(one[name]) !== bare(other[name]));
}

// A national identity number (11 digits whose two checks hold) is kept nowhere, on no device either: collect/rules/text.py.
const NUMBERS = /(^|\D)(\d{6}[ .-]?\d{5})(?!\d)/g;
const CHECKS = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]];

function isNationalId(text) {
  const digits = text.replace(/\D/g, "");
  return CHECKS.every((weights) => weights.reduce((sum, weight, n) => sum + weight * digits[n], 0) % 11 === 0);
}

const free = (text) => text.replace(NUMBERS, (found, before, number) => (isNationalId(number) ? `${before}[…]` : found));
export const hasNationalId = (text) => free(text) !== text;
export const freed = (content) => Object.fromEntries(Object.entries(content).map(([name, text]) => [name, free(text)]));
