/* Completions under every search box (<form data-search-box data-suggest="address">).
   The ARIA combobox pattern with a list: focus stays in the box, arrows choose, Enter opens what is chosen or
   searches, Escape closes, Home and End go to the ends of what is typed. How many there are is announced once the
   fingers rest. Without this file the box is an ordinary form. */

const WAIT = 120;
const REST = 900;
const LAWS = new Set(["article", "law"]);
let boxes = 0;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function pieces(className, parts) {
  const text = element("span", className);
  for (const [piece, isTyped] of parts) text.append(isTyped ? element("mark", "", piece) : piece);
  return text;
}

class SuggestBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.address = form.dataset.suggest;
    this.options = [];
    this.chosen = -1;
    this.known = new Map();

    boxes += 1;
    this.list = element("div", "suggestions");
    this.list.id = `goi-y-${boxes}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.suggestLabel ?? "");
    this.list.hidden = true;
    this.status = element("div", "visually-hidden");
    this.status.setAttribute("role", "status");
    form.append(this.list, this.status);

    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);

    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("submit", () => this.close());
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) this.close();
    });
    // Keeps focus in the box while the pointer is down, so that the list does not close under it.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.open(this.options.indexOf(option));
    });
    // This file comes when the box is first used: letters may have been typed before it arrived.
    if (document.activeElement === this.input && this.input.value !== this.input.defaultValue) this.ask();
  }

  stopAsking() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  ask() {
    this.stopAsking();
    const typed = this.input.value.trim();
    if (!typed) {
      this.close();
      return;
    }
    if (this.known.has(typed)) {
      this.show(this.known.get(typed));
      return;
    }
    this.timer = setTimeout(() => this.fetch(typed), Math.max(WAIT, (this.quietUntil ?? 0) - Date.now()));
  }

  async fetch(typed) {
    this.request = new AbortController();
    try {
      const address = `${this.address}?q=${encodeURIComponent(typed)}`;
      const response = await fetch(address, { signal: this.request.signal });
      if (response.headers.has("Retry-After")) {
        this.quietUntil = Date.now() + 1000 * Number(response.headers.get("Retry-After"));
        this.timer = setTimeout(() => this.ask(), 1000 * Number(response.headers.get("Retry-After")));
        return;
      }
      if (!response.ok) return;
      const { suggestions } = await response.json();
      this.known.set(typed, suggestions);
      if (this.input.value.trim() === typed && document.activeElement === this.input) this.show(suggestions);
    } catch {
      // Offline or overtaken by the next letter: the form still works.
    }
  }

  show(suggestions) {
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.options = [];
    const groups = [];
    let group;
    for (const suggestion of suggestions) {
      if (group?.dataset.kind !== suggestion.kind) {
        group = element("div", "suggestions__group");
        group.dataset.kind = suggestion.kind;
        group.setAttribute("role", "group");
        const label = element("div", "suggestions__label", suggestion.label);
        label.id = `${this.list.id}-${suggestion.kind}`;
        label.setAttribute("role", "presentation");
        group.setAttribute("aria-labelledby", label.id);
        group.append(label);
        groups.push(group);
      }
      group.append(this.option(suggestion));
    }
    this.list.replaceChildren(...groups);
    this.list.scrollTop = 0;
    this.setOpen(this.options.length > 0);
    this.announce(this.options.length);
  }

  option(suggestion) {
    const option = element("div", "suggestions__option");
    option.id = `${this.list.id}-${this.options.length}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = suggestion.url;
    // Laws have Vietnamese names in every language, and notes are headings and terms of laws.
    if (LAWS.has(suggestion.kind)) option.lang = "vi";
    option.append(pieces("suggestions__text", suggestion.parts));
    if (suggestion.note_parts.length) {
      const note = pieces("suggestions__note", suggestion.note_parts);
      note.lang = "vi";
      option.append(" ", note);
    }
    this.options.push(option);
    return option;
  }

  announce(count) {
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      const words = count ? this.form.dataset.suggestCount : this.form.dataset.suggestNone;
      this.status.textContent = (words ?? "").replace("{}", count);
    }, REST);
  }

  setOpen(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.stopAsking();
    clearTimeout(this.restTimer);
    this.status.textContent = "";
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.setOpen(false);
  }

  choose(index) {
    this.options[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = index;
    const option = this.options[index];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  open(index) {
    const url = this.options[index]?.dataset.url;
    if (url) location.assign(url);
  }

  onKey(event) {
    if (event.isComposing) return; // a Vietnamese or other input method is at work
    const isOpen = !this.list.hidden;
    const count = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count || event.altKey || !this.input.value.trim()) return;
      event.preventDefault();
      this.stopAsking(); // an answer that comes now would take the choice away
      this.setOpen(true);
      // One place more than there are options: back in the box, nothing chosen.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = ((this.chosen + 1 + step + count + 1) % (count + 1)) - 1;
      this.choose(next);
    } else if (event.key === "Enter" && isOpen && this.chosen >= 0) {
      event.preventDefault();
      this.open(this.chosen);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      this.choose(-1); // the cursor moves in the box: what is typed is meant again
    }
  }
}

for (const form of document.querySelectorAll("form[data-search-box][data-suggest]")) {
  new SuggestBox(form);
}
