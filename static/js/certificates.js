// While a certificate is being made, look again every few seconds and show the page anew when it is there.
const EVERY_MS = 3000;
const LONGEST_MS = 120000;

const notice = document.querySelector("[data-being-made]");
const began = Date.now();

async function look() {
  if (Date.now() - began > LONGEST_MS) return;
  if (!document.hidden) {
    try {
      const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const waiting = page.querySelector("[data-being-made]")?.dataset.beingMade ?? "0";
      if (response.ok && waiting !== notice.dataset.beingMade) {
        window.location.reload();
        return;
      }
    } catch {
      // No connection just now: try again next time.
    }
  }
  setTimeout(look, EVERY_MS);
}

if (notice) setTimeout(look, EVERY_MS);
