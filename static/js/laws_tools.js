/* Comforts of reading: the size of the words (remembered here, sent nowhere), reading aloud with the
   browser's own Vietnamese voice, sharing. Hidden where the browser cannot. */

const tools = document.querySelector("[data-reading-tools]");
const text = document.querySelector("[data-law-text]");

// ---- size
const SIZE = "law-reading-size";
const SMALLEST = -1;
const LARGEST = 3;

function stored() {
  try {
    return Math.min(LARGEST, Math.max(SMALLEST, Math.trunc(Number(localStorage.getItem(SIZE))) || 0));
  } catch {
    return 0; // storage is switched off
  }
}

function setSize(size, isSaid) {
  const status = tools.querySelector("[data-size-status]");
  document.documentElement.dataset.readingSize = size;
  for (const button of tools.querySelectorAll("[data-size-step]")) {
    const step = Number(button.dataset.sizeStep);
    button.setAttribute("aria-disabled", String(step === 0 ? size === 0 : size === (step < 0 ? SMALLEST : LARGEST)));
  }
  if (isSaid) status.textContent = `${status.dataset.word}: ${100 + size * 15} %`;
  try {
    if (size) localStorage.setItem(SIZE, size);
    else localStorage.removeItem(SIZE);
  } catch {
    // For this page only, then.
  }
}

if (tools && text) {
  setSize(stored(), false);
  tools.addEventListener("click", (event) => {
    const step = event.target.closest("[data-size-step]");
    if (!step) return;
    const by = Number(step.dataset.sizeStep);
    setSize(by ? Math.min(LARGEST, Math.max(SMALLEST, stored() + by)) : 0, true);
  });

  // ---- sharing
  const share = tools.querySelector("[data-share]");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
      navigator.share({ title: share.dataset.share, url }).catch(() => {});
    });
  }
  if ("speechSynthesis" in window) prepareListening();
}

// ---- reading aloud
function prepareListening() {
  const speech = window.speechSynthesis;
  const listen = tools.querySelector("[data-listen]");
  const bar = document.querySelector("[data-listening]");
  const where = bar.querySelector("[data-listening-where]");
  const pause = bar.querySelector("[data-listen-pause]");
  const pauseWord = pause.querySelector("span");
  const words = { pause: pauseWord.textContent, resume: pause.dataset.resume };
  const LONGEST = 220; // some voices fall silent after a quarter of a minute
  let voice = null;
  let queue = [];
  let marked = null;
  let turn = 0;

  function findVoice() {
    voice = speech.getVoices().find((one) => /^vi\b/i.test(one.lang)) ?? null;
    listen.hidden = !voice;
    document.documentElement.toggleAttribute("data-can-listen", Boolean(voice));
  }
  findVoice();
  speech.addEventListener?.("voiceschanged", findVoice);

  const pieces = (sentence) =>
    sentence.match(new RegExp(`.{1,${LONGEST}}(?=[.;:,]?\\s|$)[.;:,]?|.{1,${LONGEST}}`, "gsu")) ?? [];

  // Headings, paragraphs and cells in the order of the text; a provision is marked as a whole.
  const blocks = () => [
    ...text.querySelectorAll(
      ".law-article__title, .law-article__heading, .law-part__title, .provisions :is(p, th, td), .law__text > p",
    ),
  ];
  const wordsOf = (block) => block.textContent.replace(/\s+/g, " ").trim();

  function mark(block) {
    marked?.classList.remove("is-read");
    marked = block;
    if (!block) return;
    block.classList.add("is-read");
    const box = block.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 120) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      block.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
    where.textContent = (block.closest(".law-article") ?? text).querySelector("h1, h2, h3, h4, h5")?.textContent.trim() ?? "";
  }

  function stop() {
    const read = marked;
    const isFocused = bar.contains(document.activeElement);
    turn++;
    queue = [];
    speech.cancel();
    mark(null);
    bar.hidden = true;
    // Reading goes on where the voice ended.
    if (isFocused) (read?.querySelector("a") ?? listen).focus({ preventScroll: true });
  }

  function next(mine) {
    if (mine !== turn) return;
    const one = queue.shift();
    if (!one) {
      stop();
      return;
    }
    const provision = one.block.closest(".provision") ?? one.block;
    if (provision !== marked) mark(provision);
    const utterance = new SpeechSynthesisUtterance(one.words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = () => next(mine);
    utterance.onerror = () => next(mine);
    speech.speak(utterance);
  }

  async function start(from) {
    stop();
    const mine = turn;
    const waitFor = [];
    document.dispatchEvent(new CustomEvent("law:need-whole", { detail: { waitFor } }));
    await Promise.all(waitFor);
    if (mine !== turn) return;
    const all = blocks();
    const first = from ? Math.max(0, all.findIndex((block) => from.contains(block))) : 0;
    queue = all
      .slice(first)
      .flatMap((block) => pieces(wordsOf(block)).map((piece) => ({ block, words: piece })));
    setPaused(false);
    bar.hidden = false;
    pause.focus({ preventScroll: true });
    next(mine);
  }

  function setPaused(isPaused) {
    pause.toggleAttribute("data-paused", isPaused);
    pauseWord.textContent = isPaused ? words.resume : words.pause;
  }

  listen.addEventListener("click", () => start(null));
  document.addEventListener("law:read-from", (event) => voice && start(event.detail.provision));
  pause.addEventListener("click", () => {
    const isPaused = pause.hasAttribute("data-paused");
    if (isPaused) speech.resume();
    else speech.pause();
    setPaused(!isPaused);
  });
  bar.querySelector("[data-listen-stop]").addEventListener("click", stop);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
  window.addEventListener("pagehide", stop);
}
