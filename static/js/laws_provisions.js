/* Every article, clause and point offers its citation and its link: on hover, on focus, and at a tap.
   One bar serves them all; it is drawn from <template data-provision-bar> and moves to where the reader is.
   Without this file the number of each provision is a link to its own address. */

const text = document.querySelector("[data-law-text]");
const template = document.querySelector("template[data-provision-bar]");
const REST = 350;

if (text && template) {
  const bar = template.content.firstElementChild.cloneNode(true);
  const copyCitation = bar.querySelector("[data-copy]");
  const copyLink = bar.querySelector("[data-copy-link]");
  const name = bar.querySelector("[data-provision-name]");
  let current = null;
  let timer = 0;

  const provisionAt = (node) => node?.closest?.(".provision[id], .law-article[id]");

  // "dieu-7-khoan-9-diem-dd" → "Điểm đ khoản 9 " before the article's own citation.
  function citation(provision) {
    const holder = provision.closest("[data-citation]");
    const [, clause, point] = /(?:khoan-([^-]+))?-?(?:diem-([^-]+))?$/.exec(provision.id);
    const label = (written) => written.replaceAll("dd", "đ").replaceAll("uw", "ư");
    const parts = [];
    if (provision.matches(".provision")) {
      if (point) parts.push(`điểm ${label(point)}`);
      if (clause) parts.push(`khoản ${label(clause)}`);
    }
    const whole = [...parts, holder?.dataset.citation ?? ""].join(" ").trim();
    return whole.charAt(0).toUpperCase() + whole.slice(1);
  }

  function address(provision) {
    const own = provision.matches(".provision")
      ? provision.querySelector(":scope > p > .provision__number")
      : provision.querySelector(".law-article__title a");
    return own?.getAttribute("href") ?? `#${provision.id}`;
  }

  function show(provision) {
    if (!provision || provision === current) return;
    hide();
    current = provision;
    copyCitation.dataset.copy = citation(provision);
    copyLink.setAttribute("href", address(provision));
    name.textContent = copyCitation.dataset.copy;
    provision.classList.add("has-bar");
    provision.querySelector(":scope > .law-article__title, :scope > p")?.after(bar);
    if (!bar.isConnected) provision.append(bar);
  }

  function hide() {
    clearTimeout(timer);
    current?.classList.remove("has-bar");
    bar.remove();
    current = null;
  }

  text.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(timer);
    if (bar.contains(event.target) || bar.contains(document.activeElement)) return;
    const provision = provisionAt(event.target);
    if (provision !== current) timer = setTimeout(() => (provision ? show(provision) : hide()), REST);
  });
  text.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse" || bar.contains(document.activeElement)) return;
    clearTimeout(timer);
    timer = setTimeout(hide, REST);
  });

  // A tap on the text opens the bar; a second one closes it. A selection is left alone.
  text.addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary, input, table") || String(getSelection())) return;
    const provision = provisionAt(event.target);
    if (!provision) return;
    if (provision === current && event.detail < 2 && matchMedia("(hover: none)").matches) hide();
    else show(provision);
  });

  text.addEventListener("focusin", (event) => {
    if (bar.contains(event.target)) return;
    const provision = provisionAt(event.target);
    if (event.target.matches(".provision__number, .law-article__title a")) show(provision);
    // A citation between the number and the bar is on the way to the bar.
    else if (provision !== current) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !current) return;
    if (bar.contains(document.activeElement)) current.querySelector("a")?.focus({ preventScroll: true });
    hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (current && !text.contains(event.target)) hide();
  });

  bar.addEventListener("click", (event) => {
    const copied = event.target.closest("[data-copied]");
    if (copied) {
      const what = copied === copyCitation ? copyCitation.dataset.copy : copyLink.href;
      document.querySelector("[data-provision-status]").textContent = `${copied.dataset.copied}: ${what}`;
    }
    if (!event.target.closest("[data-read-from]")) return;
    const provision = current;
    // The bar goes with the focus in it: it waits at the provision until the voice has begun.
    if (bar.contains(document.activeElement)) provision.querySelector("a")?.focus({ preventScroll: true });
    hide();
    document.dispatchEvent(new CustomEvent("law:read-from", { detail: { provision } }));
  });
}
