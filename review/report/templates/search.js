"use strict";
// Shows rows that hold every word of the search, opens the folds they are in, and says how many there are.
for (const input of document.querySelectorAll("input[data-list]")) {
  const list = document.getElementById(input.dataset.list);
  const status = input.parentElement.querySelector("[role=status]");
  const rows = [...list.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      found += row.hidden ? 0 : 1;
    }
    for (const fold of list.querySelectorAll("details")) {
      const some = fold.querySelector("tbody tr:not([hidden])") !== null;
      fold.hidden = !some;
      fold.open = words.length > 0 && some;
    }
    status.textContent = words.length ? `${found} of ${rows.length}` : "";
  });
}
