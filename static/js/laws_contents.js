/* The table of contents follows the reading: the article on the screen is marked and kept in view.
   On a narrow screen the contents start folded. Without this file every link works as it is. */

const contents = document.querySelector("[data-contents]");
const fold = contents?.querySelector("[data-contents-fold]");

if (fold && window.matchMedia("(max-width: 61.99rem)").matches) {
  fold.open = false;
  fold.addEventListener("click", (event) => {
    if (event.target.closest("a")) fold.open = false;
  });
}

const links = new Map();
for (const link of contents?.querySelectorAll("[data-contents-link]") ?? []) {
  const target = document.getElementById(link.dataset.contentsLink);
  if (target && link.getAttribute("href").startsWith("#")) links.set(target, link);
}

// Keeps a link visible inside the contents' own scroll without moving the page.
function reveal(link, smooth) {
  if (!contents || contents.scrollHeight <= contents.clientHeight) return;
  const box = contents.getBoundingClientRect();
  const line = link.getBoundingClientRect();
  if (line.top < box.top + 48 || line.bottom > box.bottom - 48) {
    const top = contents.scrollTop + line.top - box.top - box.height / 3;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    contents.scrollTo({ top, behavior: smooth && !calm ? "smooth" : "auto" });
  }
}

let current = contents?.querySelector("[aria-current]") ?? null;
if (current) reveal(current, false);

if (links.size) {
  const visible = new Set();
  const order = [...links.keys()];
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) visible.add(entry.target);
        else visible.delete(entry.target);
      }
      const first = order.filter((target) => visible.has(target)).at(-1);
      const link = first && links.get(first);
      if (!link || link === current) return;
      current?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      current = link;
      reveal(link, true);
    },
    { rootMargin: "-10% 0px -75% 0px" },
  );
  for (const target of order) observer.observe(target);
}
