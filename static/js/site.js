/* Small comforts for every page. Each works on what the page already offers without this file. */

// Menus (<details data-menu>) close with Escape and when something else is pressed.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu) menu.querySelector("summary").focus();
  closeMenus(null);
  for (const marker of document.querySelectorAll(".marker:hover, .marker:focus-within")) {
    marker.classList.add("is-dismissed");
    const restore = () => marker.classList.remove("is-dismissed");
    marker.addEventListener("pointerleave", restore, { once: true });
    marker.addEventListener("focusout", restore, { once: true });
  }
});

// A marker's provision opens where the finger is instead of jumping to the margin.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".marker > a");
  if (!link || !link.parentElement.querySelector(".marker__card")) return;
  event.preventDefault();
  link.focus();
});

// <a data-copy-link href="…"> copies its own address; <button data-copy="text"> copies a text.
// The word for it comes from data-copied and is read out.
document.addEventListener("click", async (event) => {
  const control = event.target.closest("[data-copy-link], [data-copy]");
  if (!control || !navigator.clipboard) return;
  event.preventDefault();
  const text = control.dataset.copy ?? new URL(control.getAttribute("href"), location.href).href;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (control.href) location.assign(control.href);
    return;
  }
  const word = control.querySelector("[data-copy-word]") ?? control;
  const before = word.textContent;
  if (before === control.dataset.copied) return;
  word.setAttribute("role", "status");
  word.textContent = control.dataset.copied;
  setTimeout(() => {
    word.textContent = before;
    word.removeAttribute("role");
  }, 2500);
});

for (const control of document.querySelectorAll("[data-needs-script]")) control.hidden = false;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The list of what is wrong is the first thing a person hears after sending a form.
document.querySelector("[data-form-errors]")?.focus();

// A second press on the same button sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  setTimeout(() => delete form.dataset.sent, 4000);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Completions come when a search box is first used: a page that nobody searches from loads nothing for them.
document.addEventListener("focusin", (event) => {
  const form = event.target.closest("form[data-suggest-script]");
  if (form) import(form.dataset.suggestScript);
});
for (const form of document.querySelectorAll("form[data-suggest-script]:focus-within")) {
  import(form.dataset.suggestScript);
}
