// What scripts say: every sentence stands in the page's own language, in a template of the page.
const words = new Map();
for (const store of document.querySelectorAll("template.words"))
  for (const line of store.content.children) words.set(line.dataset.word, line.textContent.trim());

// Return a sentence with its {places} filled.
export function say(name, values = {}) {
  return (words.get(name) ?? name).replace(/\{(\w+)\}/g, (_, place) => values[place]);
}

// The clock of the municipality, whatever the device believes about where it is: "10:42".
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" });
export const timeOf = (moment) => clock.format(moment);
export const dayOf = (moment) => day.format(moment);
export const dotted = (time) => time.replace(":", ".");
