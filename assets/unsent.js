// The pages behind personal links are used on phones. Without a connection, the browser would show a page of its own, and what
// was typed would be gone: keep the form, and say so.
(() => {
  const text = document.currentScript.dataset.offline;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || navigator.onLine) return;
    event.preventDefault();
    document.querySelector("[data-not-sent]")?.remove();
    const note = Object.assign(document.createElement("p"), { className: "alert alert-warning", textContent: text });
    note.setAttribute("role", "alert");
    note.dataset.notSent = "";
    const button = event.submitter;
    (button?.closest("p") ?? button ?? form.lastElementChild).after(note);
    addEventListener("online", () => note.remove(), { once: true });
  });
})();
