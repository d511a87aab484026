// A barcode scanner types like a keyboard, only faster. One event per scan, whatever has the focus but a text field.
(() => {
  let typed = "", last = 0;
  document.addEventListener("keydown", (event) => {
    const field = document.activeElement && ["INPUT", "TEXTAREA"].includes(document.activeElement.tagName);
    if (field || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > 120) typed = "";
    last = now;
    if (event.key === "Enter") {
      if (typed.length >= 6) { event.preventDefault(); emitEvent("scanned", typed); }
      typed = "";
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });
})();
