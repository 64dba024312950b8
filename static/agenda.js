const STEP = 5 * 60_000;
let move = null;

const timetable = () => document.getElementById("timetable");
const number = (item, name) => Number(item.className.match(new RegExp(`(?:^|\\s)${name}(\\d+)`))?.[1] ?? 0);
const line = (item, name) => 1 + 12 * number(item, `${name}-h`) + number(item, `${name}-l`);
const place = (item) => ({ grid: item.parentElement, start: line(item, "from"), end: line(item, "to"), column: number(item, "col-start-") });
const clock = (line) => {
  const minutes = Number(timetable().dataset.first) * 60 + (line - 1) * 5;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};
const words = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), timetable().dataset[name]);

function put(item, { grid, start, end, column }) {
  for (const name of [...item.classList]) if (/^(from|to|col)-/.test(name)) item.classList.remove(name);
  const hour = (number) => Math.floor((number - 1) / 12), rest = (number) => (number - 1) % 12;
  item.classList.add(`from-h${hour(start)}`, `from-l${rest(start)}`, `to-h${hour(end)}`, `to-l${rest(end)}`, column ? `col-start-${column}` : "col-span-full");
  if (item.parentElement !== grid) grid.append(item);
}

function begin(item) {
  cancel();
  const others = [...document.querySelectorAll(".session")].filter((other) => other !== item && other.dataset.kind !== "break").map((other) => ({
    item: other, ...place(other), room: other.dataset.room.toLowerCase(), venue: other.dataset.venue, title: other.dataset.title, people: JSON.parse(other.dataset.people).map(([key, name]) => [key, name, name.toLowerCase()]),
  }));
  const columns = new Map([...document.querySelectorAll(".timetable-grid")].map((grid) => [grid, JSON.parse(grid.dataset.columns)]));
  const people = JSON.parse(item.dataset.people).map(([key, name]) => [key, name.toLowerCase()]);
  move = { item, first: place(item), now: place(item), others, columns, met: [], people, busy: JSON.parse(document.getElementById("busy")?.textContent ?? "[]") };
  item.classList.add("is-moving");
  show();
}

function cancel() {
  if (!move) return;
  put(move.item, move.first);
  finish();
}

function finish() {
  for (const other of document.querySelectorAll(".session.is-met")) other.classList.remove("is-met");
  move.item.classList.remove("is-moving");
  document.getElementById("moving").hidden = true;
  move = null;
}
function clashes({ grid, start, end, column }) {
  const { item, others, people, busy, first } = move, found = [];
  const names = move.columns.get(grid), isRoom = !item.dataset.track;
  const room = (isRoom && column && names[column - 1]) || item.dataset.room, lower = room.toLowerCase();
  if (item.dataset.kind !== "break") {
    for (const other of others) {
      if (other.grid !== grid || !(start < other.end && other.start < end)) continue;
      if (room && lower === other.room && item.dataset.venue === other.venue) found.push([room, clock(other.end), other.title, other.item]);
      for (const [key, name, folded] of other.people) {
        if (people.some(([mine, called]) => (key && mine ? key === mine : folded === called))) found.push([name, clock(other.end), other.title, other.item]);
      }
    }
  }
  const days = Math.round((Date.parse(grid.dataset.day) - Date.parse(first.grid.dataset.day)) / 86_400_000);
  const from = Number(item.dataset.from) + (start - first.start) * STEP + days * 86_400_000, to = from + (end - start) * STEP;
  for (const other of busy) if (people.some(([key]) => key === other.person) && from < other.to && other.from < to) found.push([other.title ? other.name : words("away", { what: other.name }), "", other.title, null]);
  const { begins, finishes } = timetable().dataset;
  if (begins && (from < Number(begins) || to > Number(finishes))) found.push([words("outside"), "", "", null]);
  return found;
}

function show() {
  const { item, now } = move, list = clashes(now), box = document.getElementById("moving");
  put(item, now);
  for (const other of move.met) other.classList.remove("is-met");
  move.met = list.map(([, , , met]) => met).filter(Boolean);
  for (const other of move.met) other.classList.add("is-met");
  item.classList.toggle("is-clear", !list.length);
  const time = item.querySelector(".session-time");
  time.textContent = `${clock(now.start)}–${clock(now.end)}`;
  const lines = list.map(([what, until, title]) => (until ? words("taken", { what, until, title }) : title ? words("elsewhere", { what, title }) : what));
  box.hidden = false;
  box.replaceChildren(element("h2", item.dataset.title), element("p", time.textContent, "number"), ...(lines.length ? lines.map((line) => element("p", line, "is-warn")) : [element("p", words("clear"), "is-good")]));
  const free = list.length ? firstFree() : null;
  if (free) {
    const button = element("button", words("free", { time: clock(free) }), "btn btn-sm");
    button.type = "button";
    button.addEventListener("click", () => { step(free - move.now.start, 0, 0); drop(); });
    box.append(button);
  }
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  made.dir = "auto";
  return made;
}

function firstFree() {
  const { now } = move, length = now.end - now.start, last = Number(timetable().dataset.lines) + 1;
  for (let start = now.start + 1; start + length <= last; start += 1) if (!clashes({ ...now, start, end: start + length }).length) return start;
  return null;
}

function step(lines, longer, columns) {
  const last = Number(timetable().dataset.lines) + 1, now = { ...move.now };
  if (lines) {
    const by = Math.max(1 - now.start, Math.min(lines, last - now.end));
    now.start += by; now.end += by;
  }
  if (longer) now.end = Math.max(now.start + 1, Math.min(last, now.end + longer));
  if (columns) {
    const grids = [...document.querySelectorAll(".timetable-grid")], count = (grid) => Math.max(1, JSON.parse(grid.dataset.columns).length);
    const target = (now.column || (columns > 0 ? 0 : 1)) + columns, day = grids.indexOf(now.grid);
    if (target >= 1 && target <= count(now.grid) && count(now.grid) > 1) now.column = target;
    else if (grids[day + columns]) { now.grid = grids[day + columns]; now.column = count(now.grid) > 1 && now.column ? (columns > 0 ? 1 : count(now.grid)) : 0; }
  }
  move.now = now;
  show();
}

function drop() {
  const { item, first, now } = move, form = document.getElementById("move"), isSame = ["grid", "start", "end", "column"].every((name) => first[name] === now[name]);
  if (isSame) return cancel();
  const names = JSON.parse(now.grid.dataset.columns), column = form.elements.column;
  form.elements.key.value = item.dataset.key;
  form.elements.starts.value = `${now.grid.dataset.day}T${clock(now.start)}`;
  form.elements.minutes.value = (now.end - now.start) * 5;
  column.disabled = !(now.column && now.column !== first.column && names[now.column - 1]);
  column.value = names[now.column - 1] ?? "";
  finish();
  form.requestSubmit();
}

addEventListener("keydown", (event) => {
  const item = event.target.closest?.(".session");
  if (!item || !timetable()) return;
  if (!move) {
    if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) { begin(item); event.preventDefault(); }
    return;
  }
  const keys = { ArrowUp: [-1, 0, 0], ArrowDown: [1, 0, 0], ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1] };
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter") drop();
  else if (keys[event.key]) {
    const [lines, , columns] = keys[event.key];
    if (event.shiftKey && lines) step(0, lines, 0);
    else step(lines, 0, columns * (getComputedStyle(item).direction === "rtl" ? -1 : 1));
    event.target.focus();
  } else return;
  event.preventDefault();
});
let press = null;
addEventListener("pointerdown", (event) => {
  const item = event.target.closest?.(".timetable .session");
  if (!item || event.button || getComputedStyle(item.parentElement).display !== "grid") return;
  press = { item, x: event.clientX, y: event.clientY, isLonger: event.target.closest(".session-grip") !== null, isTouch: event.pointerType === "touch", id: event.pointerId };
  if (press.isTouch) press.timer = setTimeout(() => press && lift(), 450);
});
addEventListener("pointermove", (event) => {
  if (!press) return;
  const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > 6;
  if (!press.lifted) {
    if (!far) return;
    if (press.isTouch) return release();
    lift();
  }
  const grid = document.elementsFromPoint(event.clientX, event.clientY).find((found) => found.classList.contains("timetable-grid")) ?? move.now.grid;
  const box = grid.getBoundingClientRect(), line = box.height / Number(timetable().dataset.lines), lines = Math.round((event.clientY - press.y) / line);
  const now = { ...move.first, grid }, last = Number(timetable().dataset.lines) + 1;
  if (press.isLonger) now.end = Math.max(now.start + 1, Math.min(last, now.end + lines));
  else {
    const by = Math.max(1 - now.start, Math.min(lines, last - now.end)), count = JSON.parse(grid.dataset.columns).length;
    now.start += by; now.end += by;
    const across = Math.floor(((event.clientX - box.left) / box.width) * Math.max(1, count)) + 1;
    now.column = move.first.column || grid !== move.first.grid ? (count > 1 ? Math.max(1, Math.min(count, across)) : 0) : 0;
  }
  move.now = now;
  show();
  event.preventDefault();
});
addEventListener("pointerup", () => { const lifted = press?.lifted; release(); if (lifted && move) { quiet(); drop(); } });
addEventListener("pointercancel", () => { release(); cancel(); });
addEventListener("touchmove", (event) => press?.lifted && event.preventDefault(), { passive: false });
addEventListener("dragstart", (event) => event.target.closest?.(".timetable") && event.preventDefault());

function lift() {
  press.lifted = true;
  begin(press.item);
}
function release() {
  clearTimeout(press?.timer);
  press = null;
}
function quiet() {
  const prevent = (event) => event.preventDefault();
  addEventListener("click", prevent, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", prevent, { capture: true }), 0);
}
