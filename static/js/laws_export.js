/* A long law's PDF is made by a worker: the page asks how far it is (htmx). When the file is there this fetches it.
   Without this file the button does the same by hand. */

document.body.addEventListener("htmx:afterSwap", () => {
  const ready = document.querySelector("[data-export-ready]");
  if (ready) window.location.assign(ready.href);
});
