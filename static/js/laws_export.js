/* A long law's PDF is made by a worker: this page asks until it is there, then fetches it.
   Without this file the button does the same by hand. */

const EVERY = 3000; // milliseconds
const LONGEST = 200; // questions

const waiting = document.querySelector("[data-export-waiting]");

async function isReady(address) {
  try {
    const response = await fetch(address, { method: "HEAD", cache: "no-store" });
    return response.status === 200;
  } catch {
    return false;
  }
}

async function wait() {
  const address = waiting.dataset.exportWaiting;
  for (let asked = 0; asked < LONGEST; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    if (await isReady(address)) {
      waiting.querySelector("[data-export-status]").textContent = waiting.dataset.exportReady;
      window.location.assign(address);
      return;
    }
  }
}

if (waiting) wait();
