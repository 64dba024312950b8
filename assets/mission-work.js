// The draft of a mission report and the notes of meetings are saved while they are typed. Without this script, a button saves.
(() => {
  const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  // Buttons are named "action", and would hide form.action.
  const send = async (form, data) => {
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw Object.assign(new Error(), { refused: response.status < 500 });
    return { ok: response.ok, ...(await response.json()) };
  };

  // One second after the last key, the fields go to the server with the values that this page saw. It answers with what is stored.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const state = form.querySelector("[data-draft-state]");
    if (!state) continue;
    const say = (text, kind) => { state.textContent = text; state.className = `own-state ${kind}`; };
    const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.tagName !== "BUTTON");
    let timer, isSending = false, isDirty = false;
    const save = async () => {
      if (isSending) return;
      isSending = true;
      isDirty = false;
      const data = new FormData(form);
      const sent = new Map(fields().filter((one) => one.type !== "checkbox").map((one) => [one, one.value]));
      try {
        const answer = await send(form, data);
        if (answer.error) return say(answer.error, "is-bad");
        const base = JSON.parse(form.elements.base.value);
        for (const [name, value] of Object.entries(answer.values)) {
          const field = form.elements[name];
          const isTyping = field?.value !== undefined && sent.has(field) && field.value !== sent.get(field);
          // Somebody who types on keeps the text; what the server merged comes with the next save.
          if (isTyping && value !== sent.get(field)?.trim()) continue;
          base[name] = value;
          if (!isTyping && sent.has(field) && field.value.trim() !== value && !answer.problems[name]) field.value = value;
        }
        form.elements.base.value = JSON.stringify(base);
        const problem = Object.values(answer.problems)[0];
        if (problem) say(problem, "is-bad");
        else if (answer.both.length) say(form.dataset.both, "is-wait");
        else if (answer.kept.length) say(form.dataset.kept, "is-wait");
        else say(`${form.dataset.saved} ${answer.at}`, "is-good");
      } catch {
        isDirty = true;
        say(form.dataset.unsaved, "is-bad");
      } finally {
        isSending = false;
        if (isDirty) timer = setTimeout(save, 10_000);
      }
    };
    form.addEventListener("input", () => { isDirty = true; clearTimeout(timer); timer = setTimeout(save, 1000); });
    addEventListener("online", () => { if (isDirty) save(); });
    form.addEventListener("submit", () => { if (!navigator.onLine) return; isDirty = false; clearTimeout(timer); });
    addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  }

  // The page that the phone shows without a connection would have the notes of before: let it be kept again, once for many keys.
  let renewal;
  const renewKept = () => {
    clearTimeout(renewal);
    renewal = setTimeout(() => navigator.serviceWorker?.controller?.postMessage("keep"), 3_000);
  };

  // Notes of a meeting: kept in this browser with each key, and sent when there is a connection. Nothing is kept after that.
  for (const form of document.querySelectorAll("form[data-notes]")) {
    const key = `plenary-notes-${form.dataset.notes}`;
    const state = form.querySelector("[data-notes-state]");
    const names = ["notes", "met_names", "met_people", "met_women"];
    const say = (text, kind) => { state.textContent = text; state.className = `own-state ${kind}`; };
    const values = () => Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    // What is wrong is said at its field, as on the page that the server makes; the text is kept in this browser.
    const mark = (text, name) => {
      for (const one of form.querySelectorAll("[data-wrong]")) one.remove();
      for (const one of form.querySelectorAll(".field-bad")) one.classList.remove("field-bad");
      const field = text && (form.elements[name] ?? form.elements.notes);
      if (!field) return;
      const note = Object.assign(document.createElement("ul"), { className: "field-errors" });
      note.append(Object.assign(document.createElement("li"), { textContent: text }));
      note.dataset.wrong = "";
      note.setAttribute("role", "alert");
      field.closest(".field").classList.add("field-bad");
      field.closest(".field").append(note);
    };
    const isSame = (one, other) => names.every((name) => one[name] === other[name]);
    const keep = () => { try { localStorage.setItem(key, JSON.stringify({ revision: form.elements.revision.value, values: values() })); } catch {} };
    const forget = () => { try { localStorage.removeItem(key); } catch {} };
    let timer, isSending = false, isWaiting = false;
    const save = async () => {
      if (isSending) return;
      isSending = true;
      clearTimeout(timer);
      const data = new FormData(form), sent = values();
      try {
        const answer = await send(form, data);
        mark(answer.error, answer.field);
        if (answer.error) { isWaiting = true; say(`${form.dataset.kept} ${clock()}`, "is-wait"); return; }
        const typed = values(), isTyping = !isSame(typed, sent);
        if (!isTyping) {
          for (const name of names) form.elements[name].value = answer[name];
          form.elements.revision.value = answer.revision;
          isWaiting = false;
          forget();
          renewKept();
          say(answer.both ? form.dataset.both : `${form.dataset.saved} ${clock()}`, answer.both ? "is-wait" : "is-good");
        } else {
          // Only a text that nobody else has changed may be replaced by the next one.
          if (isSame(answer, Object.fromEntries(names.map((name) => [name, sent[name].trim()])))) form.elements.revision.value = answer.revision;
          keep();
          timer = setTimeout(save, 1000);
        }
      } catch (error) {
        isWaiting = true;
        say(error.refused ? form.dataset.refused : `${form.dataset.kept} ${clock()}`, error.refused ? "is-bad" : "is-wait");
        timer = setTimeout(save, 20_000);
      } finally {
        isSending = false;
      }
    };
    form.addEventListener("input", () => { isWaiting = true; keep(); clearTimeout(timer); timer = setTimeout(save, 1000); });
    form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
    addEventListener("online", () => { if (isWaiting) save(); });
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch {}
    // A browser may put back what was typed before a reload: what the server has sent counts.
    for (const name of ["revision", ...names]) form.elements[name].value = form.elements[name].defaultValue;
    if (kept) {
      // The server compares the revision that was seen then: if it has changed, both versions stay.
      const seen = form.elements.revision.value;
      form.elements.revision.value = kept.revision;
      if (seen !== kept.revision || !isSame(kept.values, values())) {
        for (const name of names) form.elements[name].value = kept.values[name] ?? "";
        isWaiting = true;
        save();
      } else forget();
    }
  }
})();
