// The scripts of the workspace: its menus, its sheet of sections on phones, and the search box. Pages work without them.
(() => {
  const sheet = document.getElementById("menu");
  const opener = document.querySelector("[href='#menu']");
  const isSheetOpen = () => location.hash === "#menu" && opener?.checkVisibility();
  const closeSheet = () => {
    location.hash = "content";
    opener.focus();
  };
  const startSheet = () => isSheetOpen() && sheet.querySelector("a").focus();
  addEventListener("hashchange", startSheet);
  startSheet();
  // The links of a menu, or the hits of a search: arrow keys move between them.
  const step = (places, by) => {
    const at = places.indexOf(document.activeElement);
    places[at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length]?.focus();
  };
  const box = document.getElementById("search");
  const openMenus = () => [...document.querySelectorAll("details.menu[open]")];
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
    if (!isSheetOpen() || event.target.closest("[href='#menu']")) return;
    if (!sheet.contains(event.target) || event.target.closest(".side-shut")) {
      event.preventDefault();
      closeSheet();
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu");
    if (event.key === "Escape") {
      const open = openMenus();
      for (const each of open) {
        each.open = false;
        each.querySelector("summary").focus();
      }
      if (!open.length && isSheetOpen()) closeSheet();
    } else if (menu && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      if (event.target.matches("input, select, textarea")) return;
      event.preventDefault();
      menu.open = true;
      step([...menu.querySelectorAll(".menu-panel :is(a, button)")].filter((place) => place.checkVisibility()), event.key === "ArrowDown" ? 1 : -1);
    }
  });

  // An announcement: a placeholder is inserted at the cursor, and a filter is removed in its field. Without a script, the
  // server does both, and shows the page again.
  let written = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-texts] :is(input, textarea)")) written = event.target;
  });
  document.addEventListener("click", (event) => {
    const slot = event.target.closest("[data-texts] [name='insert']");
    const remove = event.target.closest("#audience [name='remove']");
    if (slot) {
      event.preventDefault();
      const texts = slot.closest("[data-texts]");
      const field = texts.contains(written) ? written : texts.querySelector("textarea");
      field.setRangeText(slot.textContent, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (remove) {
      event.preventDefault();
      const [, name, value] = remove.value.match(/^([^:]*):(.*)$/s);
      for (const field of remove.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type !== "checkbox") field.value = "";
        else if (field.value === value) field.checked = false;
      }
      const filters = remove.form.querySelector(".to-line summary");
      filters.focus();
      filters.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  // A form that the server saves as the user goes. What the server does not have yet is kept in this tab, so that a reload
  // or a broken connection loses nothing, and sent when the connection is back.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `unsent:${box.dataset.reader}:${form.dataset.keep}`;
    const typed = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"));
    const send = () => form.dispatchEvent(new Event("keep"));
    let sending = "";
    form.addEventListener("input", () => sessionStorage.setItem(key, typed()));
    form.addEventListener("htmx:before:request", () => (sending = typed()));
    const warn = (isWarned) => {
      for (const notice of form.querySelectorAll("[data-not-sent]")) notice.hidden = !isWarned;
    };
    document.addEventListener("htmx:after:swap", () => {
      warn(false);
      if (typed() === sending) sessionStorage.removeItem(key);
    });
    form.addEventListener("htmx:error", () => warn(true));
    addEventListener("online", () => sessionStorage.getItem(key) && send());
    form.addEventListener("submit", () => navigator.onLine && sessionStorage.removeItem(key));
    const unsent = JSON.parse(sessionStorage.getItem(key) || "[]");
    for (const [name, value] of unsent) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
        else field.value = value;
      }
    }
    // htmx starts in a task of its own, which is before this one.
    if (unsent.length) addEventListener("load", () => setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true }))));
  }

  // The search box
  const form = box.querySelector("form");
  const field = form.elements.q;
  const place = document.getElementById("search-hits");
  const said = document.getElementById("search-count");
  const hits = () => [...place.querySelectorAll("a")];
  const key = `recent-pages:${box.dataset.reader}`;
  const recent = () => JSON.parse(localStorage.getItem(key) || "[]");
  const MOST_PAGES = 8;
  let shown = "";
  let asked = null;
  if (location.pathname !== form.getAttribute("action")) {
    const here = { url: location.pathname + location.search, title: document.title };
    localStorage.setItem(key, JSON.stringify([here, ...recent().filter((page) => page.url !== here.url)].slice(0, MOST_PAGES + 1)));
  }
  const showRecent = () => {
    const list = document.createElement("ul");
    for (const page of recent().filter((each) => each.url !== location.pathname + location.search).slice(0, MOST_PAGES)) {
      const link = Object.assign(document.createElement("a"), { className: "hit is-plain", href: page.url, textContent: page.title });
      const row = document.createElement("li");
      row.append(link);
      list.append(row);
    }
    const title = Object.assign(document.createElement("h2"), { textContent: box.dataset.recent });
    place.replaceChildren(...(list.children.length ? [title, list] : []));
    said.textContent = shown = "";
  };
  const ask = async () => {
    asked?.abort();
    const text = field.value.trim();
    if (!text) return showRecent();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams({ q: text })}`, { headers: { "HX-Request": "true" }, signal: asked.signal });
      // The session has ended: the page of the search leads to the sign-in page.
      if (answer.redirected || !answer.ok) return form.submit();
      place.innerHTML = await answer.text();
      place.scrollTop = 0;
      shown = text;
      said.textContent = place.querySelector("[data-count]")?.textContent ?? "";
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = "";
    }
  };
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  const openBox = () => {
    if (box.open) return field.select();
    for (const menu of openMenus()) menu.open = false;
    if (isSheetOpen()) closeSheet();
    box.showModal();
    field.select();
    if (!field.value) showRecent();
  };
  form.addEventListener("submit", (event) => {
    // Until the hits of this text are here, the page of the search shows them.
    if (!field.value.trim()) event.preventDefault();
    if (shown !== field.value.trim() || !hits().length) return;
    event.preventDefault();
    place.querySelector(".hit").click();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // some browsers only empty the field
      event.stopPropagation();
      box.close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const up = event.key === "ArrowUp";
      if (up && document.activeElement === hits()[0]) field.focus();
      else step(hits(), up ? -1 : 1);
    } else if (event.key === "Enter" && event.target === field && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const first = place.querySelector(".hit");
      if (first && shown === field.value.trim()) open(first.href, "_blank", "noopener");
    }
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[data-close-search]")) box.close();
  });
  for (const link of document.querySelectorAll("[data-open-search]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openBox();
    });
  }
  document.addEventListener("keydown", (event) => {
    const isShortcut = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isShortcut && !(isSlash && !event.target.closest("input, textarea, select, [contenteditable]"))) return;
    event.preventDefault();
    openBox();
  });
})();
