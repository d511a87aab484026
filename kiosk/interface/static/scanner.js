// A barcode scanner types like a keyboard and ends with Enter, and so may a person. What was typed is forgotten after
// a pause. One event a code, whatever has the focus but a text field: a button that was touched before has it still, so
// a code is caught on its way down, before the button takes its Enter, or a space in it, for another touch.
(() => {
  let typed = "", last = 0;
  const keep = (event) => { event.preventDefault(); event.stopPropagation(); };
  document.addEventListener("keydown", (event) => {
    const field = document.activeElement && ["INPUT", "TEXTAREA"].includes(document.activeElement.tagName);
    if (field || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > 2500) typed = "";
    last = now;
    if (event.key === "Enter") {
      if (typed.length >= 6) { keep(event); emitEvent("scanned", typed); }
      typed = "";
    } else if (event.key.length === 1) {
      if (event.key === " " && typed) keep(event);
      typed += event.key;
    }
  }, true);
})();
