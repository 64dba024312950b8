// The little that pages do beyond HTML: tell the server which clock the reader lives by, and keep their choice of light.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("tz=" + zone)) {
    document.cookie = `tz=${zone};path=/;max-age=31536000;samesite=lax`;
  }
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (kept) root.dataset.theme = kept;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const isDark = root.dataset.theme ? root.dataset.theme === "dusk" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "paper" : "dusk";
      localStorage.setItem("theme", root.dataset.theme);
    });
  }
  // On the first visit the server did not know the reader's clock yet.
  for (const place of document.querySelectorAll("[data-for-reader]")) {
    const [starts, ends] = [new Date(place.dataset.starts), new Date(place.dataset.ends)];
    if (-starts.getTimezoneOffset() === Number(place.dataset.clock)) continue;
    const form = new Intl.DateTimeFormat(root.lang, { dateStyle: "full", timeStyle: "short" });
    place.textContent = `${place.dataset.forReader} ${form.formatRange(starts, ends)} (${zone})`;
    place.hidden = false;
  }
  for (const box of document.querySelectorAll("[data-tick-all]")) {
    box.hidden = false;
    box.addEventListener("change", () => {
      for (const other of box.closest("form").querySelectorAll("tbody [type=checkbox]")) other.checked = box.checked;
    });
  }
  for (const button of document.querySelectorAll("[data-open-dialog]")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.openDialog).showModal());
  }
  // A second click on a form that is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
