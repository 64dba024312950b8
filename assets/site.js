// The scripts of pages: send the time zone of the reader to the server, keep their theme, and improve forms and tables.
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
  // On the first visit, the server does not know the time zone of the reader.
  for (const place of document.querySelectorAll("[data-for-reader]")) {
    const [starts, ends] = [new Date(place.dataset.starts), new Date(place.dataset.ends)];
    if (-starts.getTimezoneOffset() === Number(place.dataset.clock)) continue;
    const form = new Intl.DateTimeFormat(root.lang, { dateStyle: "full", timeStyle: "short" });
    const offset = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" }).formatToParts(starts).find((part) => part.type === "timeZoneName").value;
    // An end at midnight belongs to the day before. The browser may have an old name for the zone, so show its offset.
    if (!ends.getHours() && !ends.getMinutes()) ends.setMinutes(-1);
    place.textContent = `${place.dataset.forReader} ${form.formatRange(starts, ends)} (${offset.replace("GMT", "UTC")})`;
    place.hidden = false;
  }
  // What runs now is shown again each minute. Without a connection, the last state stays.
  if (document.querySelector("[data-refresh]")) setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [old, fresh] = [document.querySelector("[data-refresh]"), page.querySelector("[data-refresh]")];
      if (answer.ok && !old.contains(document.activeElement)) old.replaceWith(fresh ?? "");
    } catch {}
  }, 60_000);
  // The times of the reader, and hints for readers with scripts. A part that is replaced gets them again.
  const showTimes = () => {
    for (const place of document.querySelectorAll("[data-yours]")) {
      const starts = new Date(place.dataset.starts);
      if (-starts.getTimezoneOffset() === Number(place.dataset.clock)) continue;
      place.textContent = place.dataset.yours.replace("#", starts.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
      place.hidden = false;
    }
    for (const hint of document.querySelectorAll("[data-for-script]")) hint.hidden = false;
  };
  showTimes();
  document.addEventListener("htmx:after:swap", showTimes);
  // What a reader has opened stays open while its content is replaced, until they close it: with Escape, or a tap outside.
  const openPops = () => document.querySelectorAll("details.pop[open]");
  let wereOpen = [];
  document.addEventListener("htmx:before:swap", () => (wereOpen = openPops()));
  document.addEventListener("htmx:after:swap", () => {
    for (const pop of wereOpen) pop.open = true;
  });
  document.addEventListener("click", (event) => {
    for (const pop of openPops()) if (!pop.contains(event.target)) pop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of openPops()) {
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });
  document.addEventListener("submit", (event) => event.target.closest("details.pop")?.removeAttribute("open"));
  // Rows can be chosen with the mouse or the keyboard. Shift chooses all rows between two. A row can be replaced.
  for (const table of document.querySelectorAll("[data-tick-rows]")) {
    const all = table.querySelector("[data-tick-all]");
    if (!all) continue;
    const boxes = () => [...table.querySelectorAll("tbody [type=checkbox]")];
    const said = all.form.querySelector("[data-ticked]");
    // Selected registrations on other pages.
    const hidden = () => all.form.querySelectorAll("[type=hidden][name=registration]");
    let last = null;
    const count = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      all.checked = ticked === boxes().length;
      all.indeterminate = ticked > 0 && ticked < boxes().length;
      const elsewhere = hidden().length;
      said.textContent = ticked + elsewhere ? said.dataset.ticked.replace("#", ticked + elsewhere) : "";
    };
    const between = (one, other) => boxes().slice(Math.min(one, other), Math.max(one, other) + 1);
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      count();
    });
    table.addEventListener("click", (event) => {
      const place = boxes().indexOf(event.target);
      if (place < 0) return;
      if (event.shiftKey && last !== null) for (const other of between(last, place)) other.checked = event.target.checked;
      last = place;
      count();
    });
    table.addEventListener("keydown", (event) => {
      const place = boxes().indexOf(event.target);
      const next = place < 0 ? null : boxes()[place + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
      if (!next) return;
      event.preventDefault();
      if (event.shiftKey) {
        event.target.checked = next.checked = true;
        last = place;
        count();
      }
      next.focus();
    });
    all.form.querySelector("[data-tick-none]")?.addEventListener("click", () => {
      for (const box of all.form.querySelectorAll("[type=checkbox]")) box.checked = false;
      for (const other of hidden()) other.remove();
      count();
      all.form.dispatchEvent(new Event("change", { bubbles: true }));
      all.focus();
    });
    // The browser may have kept chosen boxes from before a reload.
    addEventListener("pageshow", count);
    document.addEventListener("htmx:after:swap", count);
  }
  // The page of one person is next to the table, or over it on a small screen.
  const story = document.getElementById("story");
  if (story) {
    let opener = "";
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-story]");
      if (link) {
        opener = link.closest("tr").id;
        for (const row of document.querySelectorAll("tr.is-open")) row.classList.remove("is-open");
        link.closest("tr").classList.add("is-open");
      }
      if (event.target.closest("[data-close-story]")) story.close();
    });
    document.addEventListener("htmx:after:swap", (event) => {
      if (event.detail.ctx.target !== story) return;
      const title = document.getElementById("story-title");
      // The response is another page: the session has ended, or the person is deleted.
      if (!title) return location.reload();
      if (!story.open && matchMedia("(min-width: 70rem)").matches) story.show();
      else if (!story.open) story.showModal();
      story.scrollTop = 0;
      title.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (!story.open) return;
      if (event.key === "Escape") return story.close();
      // The arrow keys, or k and j, show the next person in the order of the table.
      const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, details.menu")) return;
      event.preventDefault();
      const links = [...document.querySelectorAll("tbody [data-story]")];
      links[links.findIndex((link) => link.closest("tr").id === opener) + by]?.click();
    });
    story.addEventListener("close", () => {
      document.getElementById(opener)?.classList.remove("is-open");
      document.querySelector(`#${opener} [data-story]`)?.focus();
    });
  }
  for (const button of document.querySelectorAll("[data-open-dialog]")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.openDialog).showModal());
  }
  // Questions that depend on other answers appear when those are given. A hidden question does not affect others.
  for (const form of new Set([...document.querySelectorAll("[data-shown-if]")].map((place) => place.closest("form")))) {
    const values = (name) =>
      [...form.querySelectorAll(`[name="${name}"]`)]
        .filter((field) => !field.closest("[data-shown-if][hidden]") && (!["radio", "checkbox"].includes(field.type) || field.checked))
        .map((field) => field.value);
    const show = () => {
      for (const place of form.querySelectorAll("[data-shown-if]")) {
        const rules = JSON.parse(place.dataset.shownIf);
        place.hidden = !rules.every((rule) => values(rule.name).some((value) => rule.values.includes(value)));
      }
    };
    form.addEventListener("change", show);
    addEventListener("pageshow", show);
    show();
  }
  // Rows can be dragged, or moved with their buttons. The new order is sent when a row is dropped.
  for (const list of document.querySelectorAll("[data-sortable]")) {
    const form = document.getElementById(list.dataset.sortable);
    let dragged = null;
    let before = [];
    for (const row of list.children) row.draggable = Boolean(row.dataset.key);
    list.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("[data-key]");
      before = [...list.children];
      event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("[data-key]");
      if (!dragged || !over) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", (event) => {
      if (event.dataTransfer.dropEffect === "none") list.append(...before);
      else if (before.some((row, place) => row !== list.children[place])) {
        form.elements.order.value = [...list.children].map((row) => row.dataset.key).join();
        form.requestSubmit();
      }
      dragged = null;
    });
  }
  // Details beside a page get the focus, and close on Escape. The seats that are typed are added up.
  document.querySelector("[data-focus]")?.focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    const close = document.querySelector("[data-escape]");
    // The details of a cell lead to those of the next one, and a closed cell gets the focus back.
    const turn = { ArrowUp: "previous", k: "previous", ArrowDown: "next", j: "next" }[event.key];
    const page = turn && document.querySelector(`[data-${turn}]`);
    if (page && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select, summary, dialog, .menu")) {
      event.preventDefault();
      location.href = page.href;
    }
    if (event.key === "Escape" && close && !event.target.closest("input, textarea, select, details[open]")) location.href = close.href;
  });
  document.querySelector("a.seat:target")?.focus();
  const sum = document.querySelector("[data-allocated]");
  sum?.closest("form").addEventListener("input", () => {
    const numbers = [...sum.closest("form").querySelectorAll("[name^='seats-']")].map((field) => Number(field.value) || 0);
    sum.textContent = sum.dataset.allocated.replace("#", numbers.reduce((one, other) => one + other, 0));
  });
  // Who signs out on a shared device leaves no list of pages and no answers to the next reader.
  if (document.querySelector("[data-signed-out]")) {
    for (const key of Object.keys(localStorage)) if (key.startsWith("recent-pages:")) localStorage.removeItem(key);
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("unsent:")) sessionStorage.removeItem(key);
  }
  // A file that is chosen is uploaded at once: the page has another button, which sends no file. What is typed in the other
  // form goes with it.
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const other = document.getElementById(form.dataset.upload);
    form.querySelector("[type=file]").addEventListener("change", (event) => {
      if (event.target.files.length) form.requestSubmit(form.querySelector("button"));
    });
    form.addEventListener("formdata", ({ formData }) => {
      if (other) for (const [name, value] of new FormData(other)) if (!formData.has(name)) formData.append(name, value);
    });
  }
  // A second click on a submitted form does nothing.
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
