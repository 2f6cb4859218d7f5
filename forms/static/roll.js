// The list at the door: counts ticks while they are set, and finds a name; without it the form works alike.
const boxes = [...document.querySelectorAll(".roll input")];
const here = document.querySelector("[data-here]");
const find = document.querySelector("[data-find]");

function count() {
  here.textContent = boxes.filter((box) => box.checked).length;
}

function search(text) {
  const wanted = text.trim().toLowerCase();
  let found = 0;
  for (const box of boxes) {
    const row = box.closest("li");
    row.hidden = !row.querySelector("[data-name]").textContent.toLowerCase().includes(wanted);
    found += row.hidden ? 0 : 1;
  }
  find.querySelector("[data-none]").hidden = found > 0;
}

if (here) {
  find.hidden = false;
  document.querySelector(".roll").addEventListener("change", count);
  const input = find.querySelector("input");
  input.addEventListener("input", () => search(input.value));
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  count();
}
