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
    if (unsent.length) addEventListener("load", () => setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true }))));
  }
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
