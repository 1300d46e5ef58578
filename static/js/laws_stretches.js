/* A long law comes in stretches: those not on the page yet are fetched as the reader comes near, when an
   anchor leads into one, or all at once ("law:need-whole") for searching, printing and reading aloud.
   Each announces "law:loaded" when it has come. Without this file the links lead to the whole text. */

const NEAR = "150% 0px";
const SETTLED_AFTER = 5000;
// Characters of law text to a pixel of height, roughly: the scrollbar then says where one is.
const CHARACTERS_A_PIXEL_AND_WIDTH = 0.0041;
const root = document.querySelector("[data-law-text]");
const waiting = new Map();

const later = () => [...root.querySelectorAll(".law-stretch--later")];

function reserve(stretch) {
  const width = Math.max(stretch.clientWidth, 240);
  const height = Number(stretch.dataset.size) / (width * CHARACTERS_A_PIXEL_AND_WIDTH);
  stretch.style.minBlockSize = `${Math.round(height)}px`;
}

function fill(stretch, fragment) {
  const isAbove = stretch.getBoundingClientRect().bottom < 0;
  const before = stretch.offsetHeight;
  stretch.replaceChildren(fragment);
  stretch.classList.remove("law-stretch--later");
  stretch.removeAttribute("aria-busy");
  stretch.style.minBlockSize = "";
  // What comes above the reader must not push the text away; most browsers hold it themselves.
  if (isAbove && !CSS.supports("overflow-anchor", "auto")) window.scrollBy(0, stretch.offsetHeight - before);
  document.dispatchEvent(new CustomEvent("law:loaded", { detail: { stretch } }));
}

function load(stretch) {
  if (!stretch.matches(".law-stretch--later")) return Promise.resolve();
  if (waiting.has(stretch)) return waiting.get(stretch);
  stretch.setAttribute("aria-busy", "true");
  const loading = fetch(stretch.dataset.url, { credentials: "same-origin" })
    .then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.text();
    })
    .then((html) => {
      const template = document.createElement("template");
      template.innerHTML = html;
      fill(stretch, template.content);
    })
    // The link to the whole text stays; coming near again tries again.
    .catch(() => stretch.removeAttribute("aria-busy"))
    .finally(() => waiting.delete(stretch));
  waiting.set(stretch, loading);
  return loading;
}

// One request for all that is missing: the page of the whole text, cut along the same stretches.
let whole = null;
function loadAll() {
  whole ??= (async () => {
    const first = later()[0];
    if (!first) return;
    const response = await fetch(root.dataset.wholeUrl, { credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const stretch of later()) {
      const name = CSS.escape(stretch.dataset.stretch);
      const found = page.querySelector(`[data-stretch="${name}"]`);
      if (!found || found.lastElementChild?.id !== stretch.dataset.last) continue;
      const fragment = document.createDocumentFragment();
      fragment.append(...found.childNodes);
      fill(stretch, fragment);
    }
    // The text was changed meanwhile: what no longer fits is fetched one by one.
    await Promise.all(later().map(load));
  })().catch(() => {
    whole = null;
  });
  return whole;
}

// "dieu-500-khoan-2" stands in the stretch from dieu-488 to dieu-507; the contents tell the order.
function stretchOf(anchor) {
  const order = new Map(
    [...document.querySelectorAll("[data-contents-link]")].map((link, index) => [link.dataset.contentsLink, index]),
  );
  const parts = anchor.split("-");
  while (parts.length && !order.has(parts.join("-"))) parts.pop();
  const place = order.get(parts.join("-"));
  if (place === undefined) return null;
  return later().find(
    (one) => order.get(one.dataset.stretch) <= place && place <= order.get(one.dataset.last),
  );
}

async function follow() {
  const anchor = decodeURIComponent(location.hash.slice(1));
  if (!anchor || document.getElementById(anchor)) return;
  const stretch = stretchOf(anchor);
  if (!stretch) return;
  stretch.scrollIntoView();
  await load(stretch);
  if (!document.getElementById(anchor)) return;
  // Only a navigation makes the element :target, and it must not be a second step in the history.
  location.replace(location.href);
  holdAt(document.getElementById(anchor));
}

// What loads around the place must not push it away, until the reader moves or all has settled.
function holdAt(target) {
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("law:loaded", () => target.scrollIntoView(), { signal });
  for (const moved of ["wheel", "touchmove", "keydown", "pointerdown", "hashchange"]) {
    window.addEventListener(moved, () => stop.abort(), { signal, passive: true });
  }
  setTimeout(() => stop.abort(), SETTLED_AFTER);
}

if (root) {
  later().forEach(reserve);
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) load(entry.target);
    },
    { rootMargin: NEAR },
  );
  later().forEach((stretch) => observer.observe(stretch));
  document.addEventListener("law:loaded", (event) => observer.unobserve(event.detail.stretch));
  document.addEventListener("law:need-whole", (event) => event.detail.waitFor.push(loadAll()));
  window.addEventListener("hashchange", follow);
  follow();

  root.addEventListener("click", (event) => {
    const link = event.target.closest(".law-stretch__link");
    if (!link) return;
    event.preventDefault();
    load(link.closest(".law-stretch")).then(() => link.isConnected && location.assign(link.href));
  });

  // The browser's own print command cannot wait, so it is taken over; its menu prints what is there.
  async function printWhole(event) {
    if (!later().length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await loadAll();
    window.print();
  }
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && printWhole(event), true);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "p" && !event.shiftKey) printWhole(event);
  });
}
