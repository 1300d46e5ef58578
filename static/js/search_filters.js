/* The results follow the filters as they are ticked, and opened results are counted where a browser sends no pings.
   Without this file the filters are an ordinary form, with a button. */

const form = document.querySelector("[data-search-filters]");

if (form) {
  let request;

  const addressOf = () => {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) parameters.append(name, value);
    return `${form.getAttribute("action")}?${parameters}`;
  };

  const take = (page) => {
    const focused = document.activeElement?.id;
    for (const place of document.querySelectorAll("[data-search-live]")) {
      const fresh = page.querySelector(`[data-search-live="${place.dataset.searchLive}"]`);
      if (fresh) place.replaceChildren(...fresh.childNodes);
    }
    const groups = form.querySelector("[data-filters-groups]");
    const open = new Map([...groups.querySelectorAll("details")].map((one) => [one.id, one.open]));
    const next = page.querySelector("[data-search-filters] [data-filters-groups]");
    if (next) {
      for (const one of next.querySelectorAll("details")) if (open.has(one.id)) one.open = open.get(one.id);
      groups.replaceChildren(...next.childNodes);
    }
    const total = page.querySelector("[data-filters-total]");
    if (total) form.querySelector("[data-filters-total]").textContent = total.textContent;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const follow = async () => {
    request?.abort();
    request = new AbortController();
    form.setAttribute("aria-busy", "true");
    const address = addressOf();
    try {
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(response.statusText);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.querySelector("[data-search-filters]")) throw new Error("another page");
      take(page);
      history.pushState({ filtered: true }, "", address);
      form.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  form.classList.add("is-live");
  for (const total of form.querySelectorAll("[data-filters-total]")) total.hidden = false;
  form.addEventListener("change", (event) => {
    // A day that is being typed is sent with the button: half of it is another day.
    if (event.target.type !== "date") follow();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(addressOf());
  });
  window.addEventListener("popstate", () => location.reload());
}

if (!("ping" in HTMLAnchorElement.prototype) && navigator.sendBeacon) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[ping]");
    if (link) navigator.sendBeacon(link.getAttribute("ping"));
  });
}
