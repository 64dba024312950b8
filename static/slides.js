(() => {
  const VERSION = { "Tus-Resumable": "1.0.0" };
  const LEAST_PART = 64 * 1024;
  const KEPT_DAYS = 7;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const opened = new Promise((done) => {
    try {
      const request = indexedDB.open("plenary-slides", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
    } catch {
      done(null);
    }
  });
  const stored = async (mode, use) => {
    const database = await opened;
    if (!database) return undefined;
    return new Promise((done) => {
      try {
        const request = use(database.transaction("files", mode).objectStore("files"));
        request.onsuccess = () => done(request.result);
        request.onerror = () => done(undefined);
      } catch {
        done(undefined);
      }
    });
  };
  const keep = (key, file) => stored("readwrite", (files) => files.put({ key, file, at: Date.now() }));
  const kept = async (key) => (await stored("readonly", (files) => files.get(key)))?.file;
  const forget = (key) => stored("readwrite", (files) => files.delete(key));
  const forgetOld = async () => {
    for (const each of (await stored("readonly", (files) => files.getAll())) ?? []) {
      if (Date.now() - each.at > KEPT_DAYS * 86_400_000) await forget(each.key);
    }
  };

  const start = (form) => {
    const part = (name) => form.querySelector(`[data-${name}]`);
    const words = part("words").dataset;
    const input = form.querySelector("[type=file]");
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { ...VERSION, "X-CSRFToken": token };
    const state = { url: form.dataset.upload, key: form.dataset.key, offset: Number(form.dataset.offset ?? 0), size: Number(form.dataset.size ?? 0), file: null, busy: false, isDone: false, wake: null };

    const say = (text) => (part("say").textContent = text);
    const megabytes = (bytes) => (bytes / 1048576).toFixed(1);
    const show = () => {
      part("now").hidden = false;
      part("bar").max = state.size;
      part("bar").value = state.offset;
      part("count").textContent = words.received.replace("{received}", megabytes(state.offset)).replace("{size}", megabytes(state.size));
    };
    const buttons = (isWaiting) => {
      part("again").hidden = !isWaiting;
      part("stop").hidden = !state.busy;
    };
    const ask = (url, options) => fetch(url, { ...options, headers: { ...headers, ...options.headers }, signal: AbortSignal.timeout(90_000), redirect: "error" });

    const begin = async (file) => {
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
      const answer = await ask(form.dataset.create, { method: "POST", headers: { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` } });
      if (answer.status !== 201) throw Object.assign(new Error(await answer.text()), { isFinal: true });
      state.url = answer.headers.get("Location");
      state.key = state.url.split("/").at(-2);
      Object.assign(state, { offset: 0, isDone: false });
      await keep(state.key, file);
    };
    const receivedByServer = async () => {
      const answer = await ask(state.url, { method: "HEAD" });
      if (answer.status === 404 || answer.status === 410) return null;
      if (!answer.ok) throw new Error(String(answer.status));
      return Number(answer.headers.get("Upload-Offset"));
    };
    const sendPart = async (length) => {
      const end = Math.min(state.offset + length, state.size);
      const answer = await ask(state.url, { method: "PATCH", headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(state.offset) }, body: state.file.slice(state.offset, end) });
      if (answer.status === 204) {
        state.offset = Number(answer.headers.get("Upload-Offset"));
        state.isDone = state.offset >= state.size;
      }
      else if (answer.status === 422 || answer.status === 413) throw Object.assign(new Error(await answer.text()), { isFinal: true });
      else throw new Error(String(answer.status));
    };
    const pause = (seconds) => {
      buttons(true);
      return Promise.race([wait(seconds * 1000), new Promise((wake) => (state.wake = wake))]);
    };

    const run = async () => {
      if (state.busy) return;
      state.busy = true;
      input.disabled = true;
      let length = Number(form.dataset.part);
      let failures = 0;
      let isKnown = !state.url;
      while (state.busy) {
        try {
          if (!state.url) await begin(state.file);
          if (!isKnown) {
            const received = await receivedByServer();
            if (received === null) break;
            state.offset = received;
            isKnown = true;
          }
          show();
          if (state.isDone) break;
          say(state.offset + length >= state.size ? words.checking : words.sending);
          buttons(false);
          isKnown = false;
          await sendPart(length);
          isKnown = true;
          failures = 0;
        } catch (error) {
          if (error.isFinal) {
            await finish();
            say(error.message || words.refused);
            return;
          }
          failures += 1;
          length = Math.max(LEAST_PART, length / 4); // a part that is too long for a bad connection never arrives
          say(words.lost);
          await pause(Math.min(2 ** failures, 30));
        }
      }
      if (!state.busy) return;
      await finish();
      location.hash = `slides-${form.dataset.task}`;
      location.reload();
    };
    const finish = async () => {
      if (state.key) await forget(state.key);
      Object.assign(state, { url: "", key: "", offset: 0, busy: false });
      input.disabled = false;
      input.value = "";
      buttons(false);
    };

    const choose = async (file) => {
      if (file.size > Number(form.dataset.most)) {
        part("now").hidden = false;
        part("name").textContent = file.name;
        say(words.large);
        return;
      }
      const isSame = state.url && file.size === state.size && file.name === part("name").textContent;
      if (state.url && !isSame) {
        say(words.other);
        if (state.key) await forget(state.key);
        Object.assign(state, { url: "", key: "" });
      }
      state.file = file;
      state.size = file.size;
      part("name").textContent = file.name;
      if (isSame) await keep(state.key, file);
      show();
      await run();
    };

    form.addEventListener("submit", (event) => {
      if (!input.files.length) return; // the server says what is missing
      event.preventDefault();
      choose(input.files[0]);
    });
    input.addEventListener("change", () => input.files.length && choose(input.files[0]));
    part("again").addEventListener("click", () => state.wake?.());
    part("stop").addEventListener("click", async () => {
      state.busy = false;
      state.wake?.();
      try {
        await ask(state.url, { method: "DELETE" });
      } catch {
      }
      await finish();
      location.reload();
    });
    addEventListener("online", () => state.wake?.());
    if (state.url) {
      show();
      kept(state.key).then((file) => {
        if (!file) return;
        state.file = file;
        run();
      });
    }
  };

  for (const form of document.querySelectorAll("form[data-slides]")) start(form);
  forgetOld();
})();
