// A barcode scanner types like a keyboard and ends with Enter, and so may a person. What was typed is forgotten after
// a pause. One event a code, whatever has the focus but a text field.
(() => {
  let typed = "", last = 0;
  document.addEventListener("keydown", (event) => {
    const field = document.activeElement && ["INPUT", "TEXTAREA"].includes(document.activeElement.tagName);
    if (field || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > 2500) typed = "";
    last = now;
    if (event.key === "Enter") {
      if (typed.length >= 6) { event.preventDefault(); emitEvent("scanned", typed); }
      typed = "";
    } else if (event.key.length === 1) {
      if (event.key === " " && typed) event.preventDefault(); // part of a receipt's code, not a touch on a button
      typed += event.key;
    }
  });
})();
