// What pages do without asking the server: keyboard shortcuts, and menus that close by themselves.
// Everything works without this file; nothing in a page is ever run as code.

const OFF = "treue-shortcuts-off";
const SEQUENCE_MS = 1200;
let pressedG = -Infinity;

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link === null) return false;
  link.click();
  return true;
}

function focusSearch() {
  const field = document.querySelector("[data-search]");
  if (field === null) return go("m");
  field.focus();
  field.select();
  return true;
}

// The entries of the list the reader is in, or else of the first list on the page.
function step(by) {
  const entries = [...document.querySelectorAll(".deed > summary, .found-line")];
  if (entries.length === 0) return false;
  const at = entries.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : entries.length - 1) : Math.min(entries.length - 1, Math.max(0, at + by));
  entries[next].focus();
  return true;
}

function act(key) {
  const now = performance.now();
  if (now - pressedG < SEQUENCE_MS && /^[a-z]$/.test(key)) {
    pressedG = -Infinity;
    return go(key);
  }
  pressedG = -Infinity;
  switch (key) {
    case "/": return focusSearch();
    case "j": return step(1);
    case "k": return step(-1);
    case "g": pressedG = now; return true;
    case "?": document.getElementById("shortcuts")?.showModal(); return true;
    default: return false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus(null);
    return;
  }
  // From the search one goes down into what was found.
  if (event.key === "ArrowDown" && event.target.matches("[data-search]") && step(1)) {
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (localStorage.getItem(OFF) !== null || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (act(event.key)) event.preventDefault();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const opener = event.target.closest("[data-opens]");
  if (opener !== null) {
    closeMenus(null);
    document.getElementById(opener.dataset.opens)?.showModal();
  }
});

const toggle = document.getElementById("shortcuts-on");
if (toggle !== null) {
  toggle.checked = localStorage.getItem(OFF) === null;
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}

// Where a chart is wider than its room, the latest months are the ones to begin with.
for (const room of document.querySelectorAll(".chart-room")) room.scrollLeft = room.scrollWidth;

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
