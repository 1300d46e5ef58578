/* Completions under every search box (<form data-search-box data-suggest="address">).
   The ARIA combobox pattern with a list: focus stays in the box, arrows choose, Enter opens what is chosen or
   searches, Escape closes. Without this file the box is an ordinary form. */

const WAIT = 140;
const SHORTEST = 2;
let boxes = 0;

class SuggestBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.address = form.dataset.suggest;
    this.options = [];
    this.chosen = -1;
    this.known = new Map();

    boxes += 1;
    this.list = document.createElement("ul");
    this.list.id = `goi-y-${boxes}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.querySelector("label")?.textContent.trim() ?? "");
    this.list.hidden = true;
    form.append(this.list);

    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);

    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) this.close();
    });
    // Keeps focus in the box while the pointer is down, so that the list does not close under it.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
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
    if (typed.length < SHORTEST) {
      this.close();
      return;
    }
    if (this.known.has(typed)) {
      this.show(this.known.get(typed));
      return;
    }
    this.timer = setTimeout(() => this.fetch(typed), WAIT);
  }

  async fetch(typed) {
    this.request = new AbortController();
    try {
      const address = `${this.address}?q=${encodeURIComponent(typed)}`;
      const response = await fetch(address, { signal: this.request.signal });
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
    this.options = suggestions.map((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.className = "suggestions__option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = suggestion.url;
      const text = document.createElement("span");
      text.textContent = suggestion.text;
      const kind = document.createElement("span");
      kind.className = "suggestions__kind";
      kind.textContent = suggestion.kind;
      option.append(text, " ", kind);
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.setOpen(this.options.length > 0);
  }

  setOpen(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.stopAsking();
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
      if (!count) return;
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
    }
  }
}

for (const form of document.querySelectorAll("form[data-search-box][data-suggest]")) {
  new SuggestBox(form);
}
