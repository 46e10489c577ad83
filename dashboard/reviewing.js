// 核对 from the keyboard: what Streamlit's own shortcuts cannot do.
// A key presses the button that stands on the page; while somebody types no key does. Enter and
// the arrows stay with a button, a field or a box that has the focus. While the page is drawn keys
// do nothing: nobody decides about a figure that is not there yet.
(() => {
  if (window.reviewKeys) return;
  window.reviewKeys = true;
  const KEYS = { r: "reject", Enter: "accept", ArrowRight: "skip" };
  const STEPS = ["a", "e", "r", "s", "u", "Enter", "ArrowLeft", "ArrowRight"];
  const drawing = () => document.querySelector(
    '[data-testid="stApp"]:not([data-test-script-state="notRunning"])');
  const button = (name) =>
    document.querySelector(`[class*="st-key-press_${name}_"] button:not([disabled])`);
  const typing = (target) =>
    target.isContentEditable || target.closest("input, textarea, select, [role=combobox]");
  const busy = (target) => target.closest("button, a, summary, [role=button], [role=radio], [role=tab]");
  const here = () => document.querySelector('[class*="st-key-press_skip_"]');

  document.addEventListener("keydown", (event) => {
    if (!here() || event.isComposing) return;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (event.key === "Escape" && button("cancel")) {
      if (document.querySelector("[role=listbox]")) return;  // closes the list first
      event.preventDefault();
      document.activeElement.blur();
      button("cancel").click();
      return;
    }
    if (event.key === "Enter" && event.target.closest('[class*="st-key-author"]')) {
      setTimeout(() => event.target.blur(), 50);
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!STEPS.includes(key) || !plain || typing(event.target)) return;
    if (key.length > 1 && busy(event.target)) return;
    if (drawing() || event.repeat) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const name = KEYS[key];
    if (!name) return;
    if (name === "reject") {  // Streamlit would run the page again
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    button(name)?.click();
  }, true);

  // Fields that have just opened take the focus; closed, the keys are the page's again.
  let open = null;
  new MutationObserver(() => {
    const fields = document.querySelector('[class*="st-key-typing_"]');
    const first = fields && fields.querySelector("input, textarea");
    const name = first && fields.className;
    if (name === open) return;
    open = name;
    if (first) setTimeout(() => { first.focus(); first.select(); }, 60);
    else if (document.activeElement) document.activeElement.blur();
  }).observe(document.body, { childList: true, subtree: true });
})();
