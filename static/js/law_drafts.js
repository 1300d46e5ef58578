/* The desk of a law from a file: a line's number puts the cursor on that line of the text. */

const source = () => document.querySelector("textarea.law-source");

function goToLine(number) {
  const area = source();
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((length, line) => length + line.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  // Browsers scroll to the cursor only when somebody types: measure where the line is drawn.
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "lineHeight", "letterSpacing", "paddingInline", "wordBreak", "overflowWrap"]) {
    copy.style[name] = style[name];
  }
  copy.style.cssText += "position:absolute;visibility:hidden;white-space:pre-wrap;";
  copy.style.inlineSize = `${area.clientWidth}px`;
  copy.textContent = area.value.slice(0, start);
  document.body.append(copy);
  area.scrollTop = Math.max(0, copy.scrollHeight - area.clientHeight / 3);
  copy.remove();
  area.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link || !source()) return;
  event.preventDefault();
  goToLine(Number(link.dataset.line));
});

document.querySelector("[data-errors]")?.focus();
