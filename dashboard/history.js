// "Back" leads to the view that the reader left, one step for each page.
// While a page is left or drawn the address changes several times, each told as a step of its
// own: only the view that stood in the address when the reader last pressed something is one.
// Coming back, the server may drop a choice that the page before made under the same name: then
// the page is opened anew from its address, which holds the whole view.
(() => {
  if (window.oneStepAPage) return;
  window.oneStepAPage = true;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let seen = location.href, back = null;
  const remember = () => { seen = location.href; back = null; };
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, remember, true);
  window.addEventListener("popstate", () => { back = location.href; }, true);
  const absolute = (address) => new URL(address, location.href);
  const lost = (address) => back !== null && absolute(address).href !== back;
  const change = (state, title, address) => {
    if (lost(address)) location.reload();
    else replace(state, title, address);
  };
  history.replaceState = change;
  history.pushState = (state, title, address) => {
    if (absolute(address).pathname === location.pathname) {
      change(state, title, address);
      return;
    }
    if (absolute(seen).pathname === location.pathname) replace({}, "", seen);
    push(state, title, address);
  };
})();
