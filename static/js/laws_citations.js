/* A cited provision opens as a card where the reader is: on hover, on keyboard focus, on tap.
   The card stays while the pointer or the focus is in it, and Escape closes it (WCAG 1.4.13).
   Without this file, or without htmx, a citation is a plain link. */

const OPEN_AFTER = 300; // ms; a pointer that only passes opens nothing
const CLOSE_AFTER = 350; // ms; time to reach the card

const card = document.createElement("div");
card.className = "law cite-card";
card.id = "cite-card";
card.hidden = true;
card.setAttribute("role", "group");
// In the browser's top layer no box around the words can shift or cut the card.
if (card.showPopover) card.popover = "manual";

const known = new Map();
let opener = null;
let timer = 0;
let wanted = "";

function later(action, delay) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

// Below the link, or above it where the window ends; on a phone the style puts it at the edge that is further away,
// for what has the focus must not be covered (WCAG 2.4.11).
function place(link) {
  const lines = link.getClientRects();
  const line = lines[lines.length - 1];
  const room = document.documentElement.clientWidth;
  const left = Math.max(16, Math.min(line.left, room - card.offsetWidth - 16));
  const below = line.bottom + card.offsetHeight + 8 < window.innerHeight || line.top < card.offsetHeight;
  const top = below ? line.bottom : line.top - card.offsetHeight;
  card.style.setProperty("--cite-left", `${left}px`);
  card.style.setProperty("--cite-top", `${top}px`);
  card.dataset.edge = line.top + line.height / 2 > window.innerHeight / 2 ? "upper" : "lower";
}

async function load(address) {
  if (!known.has(address)) {
    const holder = document.createElement("div");
    await window.htmx.ajax("GET", address, { target: holder, swap: "innerHTML", source: document.body });
    if (holder.childElementCount) known.set(address, holder.innerHTML);
  }
  return known.get(address);
}

async function open(link) {
  if (opener === link && !card.hidden) return;
  wanted = link.dataset.cite;
  const html = await load(wanted);
  if (!html || wanted !== link.dataset.cite) return;
  close();
  wanted = link.dataset.cite;
  opener = link;
  card.innerHTML = html;
  card.setAttribute("aria-label", link.getAttribute("aria-label") ?? link.textContent.trim());
  // After the link in the order of the page: Tab leads from the citation into its card.
  link.after(card);
  card.hidden = false;
  card.showPopover?.();
  link.setAttribute("aria-describedby", card.id);
  place(link);
}

function close() {
  clearTimeout(timer);
  wanted = "";
  if (!opener) return;
  opener.removeAttribute("aria-describedby");
  card.hidden = true;
  card.remove();
  opener = null;
}

const link = (event) => event.target.closest?.("a[data-cite]");
const inCard = (node) => Boolean(node && card.contains(node));

if (window.htmx) {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const over = link(event);
    if (over) later(() => open(over), OPEN_AFTER);
    else if (inCard(event.target)) clearTimeout(timer);
  });

  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return;
    if (link(event) || inCard(event.target)) {
      later(() => {
        if (!inCard(document.activeElement)) close();
      }, CLOSE_AFTER);
    }
  });

  document.addEventListener("focusin", (event) => {
    const focused = link(event);
    if (focused?.matches(":focus-visible")) open(focused);
    // Also a card that is still on its way: it would cover what the reader has gone on to.
    else if (!inCard(event.target) && event.target !== opener) close();
  });

  // The first tap shows the card, which has the link; a mouse and a keyboard follow the citation itself.
  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (opener && !inCard(event.target) && link(event) !== opener) close();
  });
  document.addEventListener("click", (event) => {
    const clicked = link(event);
    if (!clicked || !touched || (opener === clicked && !card.hidden)) return;
    event.preventDefault();
    open(clicked);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    wanted = "";
    if (!opener) return;
    const back = inCard(document.activeElement) ? opener : null;
    close();
    back?.focus({ preventScroll: true });
    if (back) close();
  });

  window.addEventListener("resize", close);
  window.addEventListener("scroll", () => opener && place(opener), { passive: true });
}
