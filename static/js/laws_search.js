/* Search inside a law: every place is counted, highlighted and reached with Enter, without leaving the page.
   Marks are optional: a letter without marks finds all its forms, one with marks only itself. Loaded when the
   search box is first used; without it the form asks the server for the articles that hold the words. */

const form = document.querySelector("[data-inside-search]");
const input = form.querySelector("input[type=search]");
const found = form.querySelector("[data-inside-found]");
const count = form.querySelector("[data-inside-count]");
const text = document.querySelector("[data-law-text]");
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, th, td, li";
const SHORTEST = 2;
const MOST = 20000;
const canHighlight = "highlights" in CSS && "Highlight" in window;

const letters = new Map();
function plain(letter) {
  if (!letters.has(letter)) {
    const base = letter === "đ" ? "d" : letter.normalize("NFD")[0];
    letters.set(letter, base.length === 1 ? base : letter);
  }
  return letters.get(letter);
}
// Lower case and single spaces of the same length, so that a place in it is a place in the text.
const lower = (string) =>
  [...string]
    .map((one) => {
      if (/\s/.test(one)) return " ";
      const small = one.toLowerCase();
      return small.length === one.length ? small : one;
    })
    .join("");
const fold = (string) => [...string].map((one) => (one.length === 1 ? plain(one) : one)).join("");

// Each paragraph's words once: [lowered, folded, text nodes with their places].
const read = new WeakMap();
function wordsOf(block) {
  if (read.has(block)) return read.get(block);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".provision-bar, .visually-hidden, .badge") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  let string = "";
  while (walker.nextNode()) {
    nodes.push([string.length, walker.currentNode]);
    string += walker.currentNode.data;
  }
  const lowered = lower(string);
  const words = { lowered, folded: fold(lowered), nodes };
  read.set(block, words);
  return words;
}

function rangeOf(nodes, start, end) {
  const range = document.createRange();
  const at = (place) => nodes.findLast(([from]) => from <= place);
  const [from, first] = at(start);
  const [until, last] = at(end - 1);
  range.setStart(first, start - from);
  range.setEnd(last, end - until);
  return range;
}

function places(words) {
  const wanted = lower(words);
  const folded = fold(wanted);
  const exact = [];
  const loose = [];
  for (const block of text.querySelectorAll(BLOCKS)) {
    const { lowered, folded: own, nodes } = wordsOf(block);
    for (let at = own.indexOf(folded); at >= 0; at = own.indexOf(folded, at + folded.length)) {
      let isExact = true;
      for (let i = 0; isExact && i < wanted.length; i++) {
        isExact = wanted[i] === folded[i] || wanted[i] === lowered[at + i];
      }
      (isExact ? exact : loose).push([nodes, at, at + folded.length]);
      if (exact.length >= MOST) return exact;
    }
  }
  // Nothing as typed: hòa and hoà are one word, and marks are easily wrong.
  return exact.length ? exact : loose;
}

let hits = [];
let current = -1;
let asked = 0;

function clearMarks() {
  if (canHighlight) {
    CSS.highlights.delete("law-search");
    CSS.highlights.delete("law-search-current");
  }
}

function show(index, { scroll = true } = {}) {
  current = (index + hits.length) % hits.length;
  const range = hits[current];
  if (canHighlight) CSS.highlights.set("law-search-current", new Highlight(range));
  else {
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
  const holder = range.startContainer.parentElement;
  if (scroll) holder.scrollIntoView({ block: "center", inline: "nearest" });
  const article = holder.closest("[data-citation]")?.dataset.citation ?? "";
  count.textContent = `${current + 1} / ${hits.length}`;
  const where = document.createElement("span");
  where.className = "visually-hidden";
  where.textContent = `, ${article}`;
  count.append(where);
}

async function search() {
  const words = input.value.normalize("NFC").trim().replace(/\s+/g, " ");
  const mine = ++asked;
  clearMarks();
  hits = [];
  current = -1;
  if (words.length < SHORTEST) {
    found.hidden = true;
    return;
  }
  found.hidden = false;
  const waitFor = [];
  document.dispatchEvent(new CustomEvent("law:need-whole", { detail: { waitFor } }));
  if (waitFor.length) {
    count.textContent = count.dataset.loading;
    await Promise.all(waitFor);
  }
  if (mine !== asked) return;
  hits = places(words).map(([nodes, start, end]) => rangeOf(nodes, start, end));
  for (const step of form.querySelectorAll("[data-inside-step]")) step.disabled = !hits.length;
  if (!hits.length) {
    count.textContent = count.dataset.none;
    return;
  }
  if (canHighlight) CSS.highlights.set("law-search", new Highlight(...hits));
  // From where the reader is, not from the top.
  const next = hits.findIndex((range) => range.startContainer.parentElement.getBoundingClientRect().bottom > 0);
  show(next < 0 ? 0 : next);
}

function close() {
  const place = hits[current]?.startContainer.parentElement.closest(".provision, .law-article");
  input.value = "";
  search();
  if (!canHighlight) getSelection().removeAllRanges();
  // Reading goes on where the search ended.
  (place?.querySelector("a") ?? input).focus({ preventScroll: true });
}

let timer = 0;
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, 200);
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  if (hits.length) show(current + (form.hasAttribute("data-backwards") ? -1 : 1));
  else await search();
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") form.toggleAttribute("data-backwards", event.shiftKey);
});
found.addEventListener("click", (event) => {
  const step = event.target.closest("[data-inside-step]");
  if (step && hits.length) show(current + Number(step.dataset.insideStep));
  if (event.target.closest("[data-inside-close]")) close();
});
found.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
if (input.value) search();
