// On a phone the law folds under its section; on a wide page it stands open in the margin.
const wide = window.matchMedia("(min-width: 62rem)");
const folds = document.querySelectorAll("[data-margin-fold]");

function fit() {
  for (const fold of folds) {
    fold.open = wide.matches;
  }
}

fit();
wide.addEventListener("change", fit);
window.addEventListener("beforeprint", () => folds.forEach((fold) => (fold.open = true)));
window.addEventListener("afterprint", fit);

// A mark leads to its card, also when the card is folded away.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    target.scrollIntoView();
  }
}

window.addEventListener("hashchange", openTarget);
openTarget();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
