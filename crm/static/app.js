// What the pages do beyond links and forms. Everything works without this file; it makes some things quicker.
// Behaviour hangs on data attributes: data-find, data-go, data-key, data-open, data-dismiss, data-list, data-needs, data-off, data-copy.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

/* A screen reader announces what changes in a live region, not what was there when the page came. */
function announce(toast) {
  const said = [...toast.childNodes];
  toast.replaceChildren();
  requestAnimationFrame(() => toast.replaceChildren(...said));
}

/* Keys: single ones only outside fields, and only while they are switched on (WCAG 2.1.4). */
const keysAreOff = () => localStorage.getItem("keys") === "off";
const isTyping = (target) => target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
let waitsForPlace = false;

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return closeTopmost(event);
  if (keysAreOff() || isTyping(event.target) || one("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const went = waitsForPlace ? one(`[data-go="${CSS.escape(key)}"]`) : null;
  waitsForPlace = !waitsForPlace && key === "g";
  if (went) went.click();
  else if (key === "/") one("[data-find]")?.focus();
  else if (key === "?") one("#keys")?.showModal();
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else {
    const button = one(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    button.click();
    if (button.matches("summary")) one("button, input:not([type=hidden])", button.nextElementSibling)?.focus();
  }
  event.preventDefault();
}

function step(by) {
  const rows = all("[data-list] [data-row]");
  const here = rows.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
  if (!next) return;
  if (next.dataset.row === "open") next.click();
  else next.focus();
}

function closeTopmost(event) {
  if (one("dialog[open]")) return; // the dialog closes itself
  const menu = all("details.wz-menu[open]").at(-1);
  if (!menu) return;
  menu.open = false;
  one("summary", menu).focus();
  event.preventDefault();
}

function click(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) {
    event.preventDefault();
    dismiss.closest("[role=status]").replaceChildren();
  }
  for (const menu of all("details.wz-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}

/* What stands in a field, to be pasted elsewhere. Without a clipboard the field is selected. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.lastChild.before(` · ${button.dataset.copied}`);
  } catch {
    field.focus();
  }
}

/* A switch that needs another one is off and asleep until that one is on. The server holds to it as well. */
function wake(root = document) {
  for (const box of all("[data-needs]", root)) {
    const needed = document.getElementById(box.dataset.needs);
    if (!needed) continue;
    box.disabled = !needed.checked;
    if (!needed.checked) box.checked = false;
  }
}

/* A switch that was on and is turned off acts at once. Where the server did not take it, it is on again. */
function turnOff(box) {
  if (!box.checked) box.dispatchEvent(new Event("off"));
}

function takeBack(event) {
  if (!event.target.matches("[data-off]") || event.detail.successful) return;
  event.target.checked = true;
  wake();
}

/* After a swap the focus stays where it was; where that is gone it goes to the new heading. The title follows. */
function settle(event) {
  wake();
  const fresh = event.detail.target;
  const title = one("[data-title]", fresh)?.dataset.title;
  if (title) document.title = title;
  if (document.activeElement !== document.body) return;
  const heading = one("[autofocus], h1, h2", fresh);
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus();
}

/* Of many tabs on a phone the one that is open stands in view. */
function show(tab) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

document.addEventListener("keydown", press);
document.addEventListener("click", click);
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-off]")) localStorage.setItem("keys", event.target.checked ? "off" : "on");
  wake();
  if (event.target.matches("[data-off]")) turnOff(event.target);
});
document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:afterRequest", takeBack);

for (const button of all("[data-open], [data-copy]")) button.hidden = false;
for (const box of all("[data-keys-off]")) box.checked = keysAreOff();
for (const tab of all(".wz-subnav [aria-current]")) show(tab);
for (const toast of all("[role=status].wz-toast")) announce(toast);
wake();
