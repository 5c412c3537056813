// Keys beside those a browser has. Everything works without this file.
//   F9 or Ctrl+Enter   save the form marked data-save, or the form the cursor is in
//   a digit, a letter  within an article, choose what is marked with that data-key
//   j, k               go to the next or previous link marked data-row
"use strict";

const typing = (target) => target.matches("input, textarea, select, [contenteditable]");

function save(target) {
  const form = target.closest("form[method=post]") ?? document.querySelector("form[data-save]");
  form?.requestSubmit();
}

function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].focus();
}

// A link marked data-fill puts its data-value into that field and lets the page look up what follows from it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fill]");
  const field = link?.closest("form")?.elements[link.dataset.fill];
  if (!field) return;
  event.preventDefault();
  field.value = link.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// A button marked data-choose chooses that answer wherever none is chosen yet, within the form of that id.
function offerChoosing() {
  for (const button of document.querySelectorAll("button[data-choose]")) button.hidden = false;
}
offerChoosing();
document.addEventListener("htmx:load", offerChoosing);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-choose]");
  const radios = [...(document.getElementById(button?.dataset.within)?.querySelectorAll("input[type=radio]") ?? [])];
  const answered = new Set(radios.filter((radio) => radio.checked).map((radio) => radio.name));
  for (const radio of radios) {
    if (radio.value === button.dataset.choose && !answered.has(radio.name)) radio.checked = true;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "F9" || (event.key === "Enter" && event.ctrlKey)) {
    event.preventDefault();
    save(event.target);
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const within = event.target.closest("article");
  const keyed = within?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (keyed) {
    event.preventDefault();
    keyed.click();
    within.focus();
  } else if (event.key === "j") {
    move(1);
  } else if (event.key === "k") {
    move(-1);
  }
});

// A page that is left lets its connection go: browsers keep pages for a while, and few connections at a time. One that
// is come back to connects anew, and fetches what it shows.
let events;
htmx.createEventSource = (address) => (events = new EventSource(address));
addEventListener("pagehide", () => events?.close());
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  events?.onerror?.(new Event("error"));
  for (const part of document.querySelectorAll("[hx-trigger*='sse:changed']")) htmx.trigger(part, "sse:changed");
});
