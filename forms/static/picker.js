// A search above a long list: typing leaves the choices that hold every word. Without it the list is whole.
const fold = text => text.normalize("NFC").toLocaleLowerCase("nb");

function enrich(list) {
  const choices = [...list.querySelectorAll("option")].map(option => ({ option, home: option.parentNode, text: fold(option.text + " " + (option.parentNode.label || "")) }));
  const search = document.createElement("input");
  search.type = "search";
  search.id = list.id + "-search";
  search.autocomplete = "off";
  search.className = "picker";
  search.setAttribute("aria-controls", list.id);
  search.setAttribute("aria-label", list.dataset.searchable);
  search.placeholder = list.dataset.searchable;
  const count = document.createElement("p");
  count.className = "hint";
  count.setAttribute("role", "status");
  list.before(search, count);
  search.addEventListener("input", () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const chosen = list.value;
    let left = 0;
    for (const { option, home, text } of choices) {
      const fits = !option.value || words.every(word => text.includes(word));
      if (fits) home.append(option); else option.remove();
      left += fits && option.value ? 1 : 0;
    }
    for (const group of list.querySelectorAll("optgroup")) group.hidden = !group.children.length;
    const rest = [...list.options].filter(option => option.value);
    list.value = rest.some(option => option.value === chosen) ? chosen : words.length && rest.length === 1 ? rest[0].value : "";
    count.textContent = words.length ? list.dataset.found.replace("{n}", left) : "";
  });
}

for (const list of document.querySelectorAll("select[data-searchable]")) enrich(list);

function enrichTicks(group) {
  const choices = [...group.querySelectorAll("label")].map(label => ({ label, box: label.querySelector("input"), text: fold(label.textContent) }));
  const search = document.createElement("input");
  search.type = "search";
  search.autocomplete = "off";
  search.className = "picker";
  search.setAttribute("aria-label", group.dataset.searchable);
  search.placeholder = group.dataset.searchable;
  const count = document.createElement("p");
  count.className = "hint";
  count.setAttribute("role", "status");
  choices[0].label.before(search, count);
  search.addEventListener("keydown", event => { if (event.key === "Enter") event.preventDefault(); });
  search.addEventListener("input", () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { label, box, text } of choices) {
      const fits = words.every(word => text.includes(word));
      label.hidden = !fits && !box.checked;
      left += fits ? 1 : 0;
    }
    count.textContent = words.length ? group.dataset.found.replace("{n}", left) : "";
  });
}

for (const group of document.querySelectorAll("fieldset[data-searchable]")) enrichTicks(group);
