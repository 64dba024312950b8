// A page behind a personal link that works without a connection: its service worker keeps the last state of it on this phone.
(() => {
  const { worker, scope } = document.querySelector("[data-worker]").dataset;
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const isRedirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  // The answer to a form is a redirect, which passes no service worker: let it fetch what the page shows now.
  workers.register(worker, { scope }).then((found) => { if (isRedirected) found.active?.postMessage("keep"); }, () => {});
})();
