// A quiz page that saves by itself. Without this file every button still works: it only makes it nicer.
//
// An answer goes through three stages, all kept in sessionStorage so that a reload loses nothing:
//   waiting  what the person chose last, not sent yet
//   sent     what is on its way, under one client_uuid, until the server has said something definite
//   saved    committed; the server's `seq` is what the next save must name
// The server refuses a save whose seq is not the current one (another window was faster) and takes the same
// client_uuid only once, so sending again after a lost reply is safe.

const FIRST_RETRY = 1000; // ms
const LAST_RETRY = 15000;
const REQUEST_LIMIT = 10000;
const KEYS_OFF = "quiz:number-keys-off";

const quiz = document.querySelector("[data-quiz]");
const form = quiz?.querySelector("[data-quiz-form]");
const status = quiz?.querySelector("[data-quiz-status]");
const notices = quiz?.querySelector("[data-quiz-notices]");
const csrfToken = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// ---------------------------------------------------------------- words

function word(name, values = {}) {
  const template = document.querySelector(`template[data-word="${name}"]`);
  const fragment = template.content.cloneNode(true);
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const [key, value] of Object.entries(values)) {
      node.textContent = node.textContent.replace(`{${key}}`, value);
    }
  }
  return fragment;
}

function showStatus(state) {
  if (status.dataset.state === state) return;
  status.dataset.state = state;
  status.replaceChildren(...(state ? [word(state)] : []));
}

let noticeShown = "";
function showNotice(name) {
  if (noticeShown === name) return;
  noticeShown = name;
  notices.replaceChildren(...(name ? [word(name)] : []));
}

function announce(name, values) {
  quiz.querySelector("[data-quiz-announcer]").replaceChildren(word(name, values));
}

// ---------------------------------------------------------------- asking the server

function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only in a secure context
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken, Accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "error",
    keepalive: true,
    signal: AbortSignal.timeout(REQUEST_LIMIT),
  });
  if (response.status >= 500 || response.status === 429) throw new Error(`server said ${response.status}`);
  const reply = await response.json().catch(() => ({ status: response.status === 403 ? "signed_out" : "refused" }));
  return reply;
}

// ---------------------------------------------------------------- one question's answer

class Saver {
  constructor(position, url, seq, { isShown = false } = {}) {
    this.key = `quiz:${quiz.dataset.quiz}:${position}`;
    this.url = url;
    this.seq = seq;
    this.isShown = isShown;
    this.retryIn = FIRST_RETRY;
    this.stopped = false;
    this.settled = [];
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    this.sent = kept?.sent ?? null;
    this.waiting = kept?.waiting ?? null;
    window.addEventListener("online", () => this.retryNow());
  }

  get isSettled() {
    return !this.sent && !this.waiting;
  }

  // The choices that are on their way, or null.
  get unsavedChoices() {
    return (this.waiting ?? this.sent)?.choice ?? null;
  }

  choose(choice) {
    this.waiting = { choice, client_uuid: newUuid() };
    this.keep();
    this.send();
  }

  keep() {
    if (this.isSettled) sessionStorage.removeItem(this.key);
    else sessionStorage.setItem(this.key, JSON.stringify({ url: this.url, sent: this.sent, waiting: this.waiting }));
  }

  retryNow() {
    clearTimeout(this.timer);
    this.retryIn = FIRST_RETRY;
    this.send();
  }

  // Resolves to true when everything is saved, to false when it cannot be for now.
  whenSettled() {
    if (this.isSettled) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.settled.push(resolve);
      this.retryNow();
    });
  }

  tell(isSaved) {
    for (const resolve of this.settled.splice(0)) resolve(isSaved);
  }

  async send() {
    if (this.busy || this.stopped || this.isSettled) return;
    this.busy = true;
    if (!this.sent) {
      this.sent = { ...this.waiting, seq: this.seq };
      this.waiting = null;
      this.keep();
    }
    if (this.isShown && status.dataset.state !== "unsaved") showStatus("saving");
    try {
      const reply = await post(this.url, this.sent);
      this.busy = false;
      this.take(reply);
    } catch {
      this.busy = false;
      this.failed();
    }
  }

  take(reply) {
    if (reply.status === "signed_out") {
      this.stopped = true;
      if (this.isShown) showStatus("unsaved");
      showNotice("signed-out");
      this.tell(false);
      return;
    }
    this.sent = null;
    this.retryIn = FIRST_RETRY;
    if (reply.status === "saved") {
      this.seq = reply.seq;
      this.keep();
      if (this.waiting) {
        this.send();
        return;
      }
      if (this.isShown) {
        showNotice("");
        showStatus("saved");
        this.onSaved?.();
      }
      this.tell(true);
      return;
    }
    // Definite refusals: nothing of this answer will be taken any more.
    this.stopped = true;
    this.waiting = null;
    this.keep();
    this.tell(false);
    if (reply.status === "deadline_passed" || reply.status === "closed") {
      leaving = true;
      location.assign(reply.next);
    } else if (this.isShown || reply.status !== "not_found") {
      if (this.isShown) showStatus("unsaved");
      showNotice(reply.status === "stale" ? "stale" : "refused");
    }
  }

  failed() {
    if (this.isShown) showStatus("unsaved");
    showNotice("offline");
    this.timer = setTimeout(() => this.send(), this.retryIn);
    this.retryIn = Math.min(this.retryIn * 2, LAST_RETRY);
    this.tell(false);
  }
}

// Answers of other questions that a reload or a lost connection left behind.
function leftBehind(exceptKey) {
  const prefix = `quiz:${quiz.dataset.quiz}:`;
  return Object.keys(sessionStorage)
    .filter((key) => key.startsWith(prefix) && key !== exceptKey)
    .map((key) => {
      const kept = JSON.parse(sessionStorage.getItem(key));
      return new Saver(key.slice(prefix.length), kept.url, kept.sent?.seq ?? 0);
    });
}

// ---------------------------------------------------------------- the page

let leaving = false;

function inputs() {
  return [...form.querySelectorAll("input[name=choice]")];
}

function chosenPlaces() {
  return inputs().filter((input) => input.checked).map((input) => Number(input.value));
}

function updatePlace(change) {
  const place = form.querySelector(`.quiz-place[data-place="${form.dataset.position}"]`);
  Object.assign(place.dataset, change);
  const isAnswered = place.dataset.answered === "true";
  const isFlagged = place.dataset.flagged === "true";
  const state = isFlagged ? "flagged" : isAnswered ? "answered" : "open";
  place.className = `quiz-place quiz-place--${state}`;
  place.querySelector("[data-place-word=answered]").hidden = !isAnswered;
  place.querySelector("[data-place-word=open]").hidden = isAnswered;
  place.querySelector("[data-place-word=flagged]").hidden = !isFlagged;
  const answered = form.querySelectorAll('.quiz-place[data-answered="true"]').length;
  quiz.querySelector("[data-quiz-progress]").value = answered;
}

function startQuestion() {
  const position = form.dataset.position;
  const saver = new Saver(position, form.dataset.saveUrl, Number(form.seq.value), { isShown: true });
  const clear = form.querySelector("[data-quiz-clear]");
  const flag = form.querySelector("[data-quiz-flag]");

  function reflect() {
    const places = chosenPlaces();
    clear.hidden = places.length === 0;
    updatePlace({ answered: String(places.length > 0) });
  }

  // What a form post would send must be what is saved: then the server sees that nothing changes.
  saver.onSaved = () => {
    form.seq.value = saver.seq;
    form.client_uuid.value = newUuid();
    reflect();
  };

  if (saver.unsavedChoices) {
    for (const input of inputs()) input.checked = saver.unsavedChoices.includes(Number(input.value));
    reflect();
    saver.send();
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "choice") {
      reflect();
      saver.choose(chosenPlaces());
    }
  });

  clear.addEventListener("click", (event) => {
    event.preventDefault();
    for (const input of inputs()) input.checked = false;
    reflect();
    saver.choose([]);
    inputs()[0].focus();
  });

  flag.addEventListener("click", async (event) => {
    event.preventDefault();
    if (flag.dataset.busy) return;
    flag.dataset.busy = "true";
    const isFlagged = flag.getAttribute("aria-pressed") !== "true";
    try {
      const reply = await post(form.dataset.flagUrl, { flagged: isFlagged });
      if (reply.next) location.assign(reply.next);
      if (reply.status === "signed_out") showNotice("signed-out");
      if (reply.status === "saved") {
        flag.setAttribute("aria-pressed", String(isFlagged));
        flag.value = isFlagged ? "unflag" : "flag";
        const label = flag.querySelector("[data-quiz-flag-word]");
        label.textContent = isFlagged ? label.dataset.on : label.dataset.off;
        updatePlace({ flagged: String(isFlagged) });
        if (noticeShown === "offline" && saver.isSettled) showNotice("");
      }
    } catch {
      showNotice("offline");
    }
    delete flag.dataset.busy;
  });

  // Going on waits until the answer is saved; without a connection the page stays, and the answer with it.
  form.addEventListener("submit", async (event) => {
    if (leaving) {
      event.preventDefault();
      return;
    }
    if (saver.isSettled && navigator.onLine) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (saver.isSettled) {
      showNotice("offline");
      window.addEventListener("online", () => form.requestSubmit(button), { once: true });
      return;
    }
    if (saver.stopped) return;
    if ((await saver.whenSettled()) && !leaving) form.requestSubmit(button);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!saver.isSettled && !leaving) event.preventDefault();
  });

  startKeys();
  return saver;
}

function startKeys() {
  const hint = form.querySelector("[data-quiz-keys]");
  const toggle = form.querySelector("[data-quiz-keys-toggle]");
  const wordOff = toggle.textContent.trim();
  let isOn = localStorage.getItem(KEYS_OFF) === null;

  function show() {
    hint.hidden = !isOn;
    toggle.hidden = false;
    toggle.textContent = isOn ? wordOff : toggle.dataset.off;
  }

  toggle.addEventListener("click", () => {
    isOn = !isOn;
    if (isOn) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
    show();
  });

  document.addEventListener("keydown", (event) => {
    if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
    const input = /^[1-9]$/.test(event.key) ? inputs()[Number(event.key) - 1] : null;
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.click();
  });
  show();
}

// The clock on the page is a picture; the server's decides. Told aloud only at a few moments.
function startTimer(savers) {
  const shown = quiz.querySelector("[data-quiz-time]");
  const endsAt = performance.now() + Number(quiz.dataset.secondsLeft) * 1000;
  const moments = quiz.dataset.announceAt.split(",").map(Number);
  let before = Infinity;

  async function timeIsOver() {
    announce("over-announced");
    await Promise.race([
      Promise.all(savers.map((saver) => saver.whenSettled())),
      new Promise((resolve) => setTimeout(resolve, 3000)),
    ]);
    leaving = true;
    document.querySelector("[data-quiz-time-over]").submit();
  }

  function tick() {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    const minutes = Math.ceil(left / 60);
    if (left < 60) shown.replaceChildren(word("seconds", { n: left }));
    else if (Math.ceil(before / 60) !== minutes) {
      shown.replaceChildren(minutes === 1 ? word("minute") : word("minutes", { n: minutes }));
    }
    shown.parentElement.toggleAttribute("data-soon", left <= 300);
    const moment = moments.find((at) => before > at && left <= at && before !== Infinity);
    if (moment > 60) announce("minutes-announced", { n: moment / 60 });
    if (moment === 60) announce("minute-announced");
    before = left;
    if (left === 0) {
      clearInterval(timer);
      timeIsOver();
    }
  }

  const timer = setInterval(tick, 1000);
  tick();
}

function startSubmit(savers) {
  const submit = quiz.querySelector("[data-quiz-submit]");
  submit?.addEventListener("submit", async (event) => {
    if (leaving) {
      event.preventDefault();
      return;
    }
    if (savers.every((saver) => saver.isSettled)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const results = await Promise.all(savers.map((saver) => saver.whenSettled()));
    if (results.every(Boolean)) submit.requestSubmit();
  });
}

if (quiz) {
  const shown = form ? startQuestion() : null;
  const others = leftBehind(shown?.key);
  for (const saver of others) saver.send();
  const savers = shown ? [shown, ...others] : others;
  startSubmit(savers);
  if (quiz.dataset.secondsLeft) startTimer(savers);
  // A page taken out of the browser's memory may show an old answer.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
