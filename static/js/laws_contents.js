/* The table of contents follows the reading: the article on the screen is marked and kept in view.
   On a wide screen the contents stand open beside the text; on a narrow one they are a bar that opens.
   Ctrl + / goes to the search inside the document. Without this file every link works as it is. */

const contents = document.querySelector("[data-contents]");
const fold = contents?.querySelector("[data-contents-fold]");
const wide = window.matchMedia("(min-width: 62rem)");

if (fold) {
  const fit = () => {
    fold.open = wide.matches;
  };
  fit();
  wide.addEventListener("change", fit);
  fold.addEventListener("click", (event) => {
    if (!wide.matches && event.target.closest("a")) fold.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!wide.matches && fold.open && !fold.contains(event.target)) fold.open = false;
  });
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  // Open, the contents lie over the text that the focus goes on to.
  fold.addEventListener("focusout", (event) => {
    if (!wide.matches && event.relatedTarget && !fold.contains(event.relatedTarget)) fold.open = false;
  });
  fold.addEventListener("toggle", () => fold.open && current && reveal(current, false));
}

// The search's own script comes when somebody searches.
const search = contents?.querySelector("[data-inside-search]");
const words = search?.querySelector("input[type=search]");
if (search?.dataset.insideSearch) {
  const load = () => import(search.dataset.insideSearch);
  search.addEventListener("focusin", load, { once: true });
  if (words.value || search.contains(document.activeElement)) load();
}
document.addEventListener("keydown", (event) => {
  // Not "/" alone: who speaks to the computer would set it off with a word (WCAG 2.1.4).
  if (event.key !== "/" || !(event.ctrlKey || event.metaKey) || !words) return;
  event.preventDefault();
  words.focus();
  words.select();
});

// Keeps a link visible inside the contents' own scroll without moving the page.
function reveal(link, smooth) {
  const box = wide.matches ? contents : fold.querySelector("ol");
  if (box.scrollHeight <= box.clientHeight) return;
  const frame = box.getBoundingClientRect();
  const line = link.getBoundingClientRect();
  if (line.top < frame.top + 48 || line.bottom > frame.bottom - 48) {
    const top = box.scrollTop + line.top - frame.top - frame.height / 3;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollTo({ top, behavior: smooth && !calm ? "smooth" : "auto" });
  }
}

let current = contents?.querySelector("[aria-current]") ?? null;
if (current && wide.matches) reveal(current, false);

const links = new Map();
const visible = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) visible.add(entry.target);
      else visible.delete(entry.target);
    }
    let last = null;
    for (const target of visible) {
      if (!target.isConnected) visible.delete(target);
      else if (!last || last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING) last = target;
    }
    const link = last && links.get(last);
    if (!link || link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    current = link;
    if (wide.matches || fold.open) reveal(link, true);
  },
  { rootMargin: "-12% 0px -75% 0px" },
);

// Stretches of a long law bring their articles later.
function follow() {
  for (const link of contents?.querySelectorAll('[data-contents-link][href^="#"]') ?? []) {
    const target = document.getElementById(link.dataset.contentsLink);
    if (!target || links.has(target)) continue;
    links.set(target, link);
    observer.observe(target);
  }
}
follow();
document.addEventListener("law:loaded", follow);
