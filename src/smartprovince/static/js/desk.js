/* The event desk: camera, instant search, and a queue that survives a lost connection. Enhancement only: without this
   file every form of the page is a plain POST.

   On the device are kept (localStorage, and a cache of this one page): the list of who may come in, with SHA-256 digests
   of their tickets, never the tickets; and check-ins that are not sent yet. Both go when the person signs out, when the
   desk is closed, or by the button that says so. */

const desk = document.getElementById("meja");
const words = JSON.parse(document.getElementById("kata-meja").textContent);
const part = (name) => document.querySelector(`[data-${name}]`);
const say = (text, values = {}) => Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), text);
const { event: EVENT, scope: SCOPE } = desk.dataset;
const ROSTER = `sp-desk:${EVENT}:roster`, QUEUE = `sp-desk:${EVENT}:queue`, CACHE = `sp-desk:${SCOPE}`;
const TICKET = /^SP1:[A-Za-z0-9_-]{16,64}$/i;
const BATCH = 100;

/* ── what this device keeps ── */
const read = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };
const roster = () => read(ROSTER, null);
const queue = () => read(QUEUE, []);
const write = (key, value) => localStorage.setItem(key, JSON.stringify(value));
const clock = (moment = new Date()) => moment.toTimeString().slice(0, 5).replace(":", ".");

async function forget() {
  localStorage.removeItem(ROSTER);
  localStorage.removeItem(QUEUE);
  if (window.caches) await caches.delete(CACHE);
  const worker = await navigator.serviceWorker?.getRegistration(SCOPE);
  if (worker && new URL(worker.scope).pathname === SCOPE) await worker.unregister();
}

async function digest(secret) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* ── talking to the server ── */
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || document.querySelector("[name=csrfmiddlewaretoken]").value;
let lineIsUp = navigator.onLine;

async function ask(url, body) {
  const options = { headers: { Accept: "application/json" }, cache: "no-store" };
  if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) }, { headers: { ...options.headers, "Content-Type": "application/json", "X-CSRFToken": csrf() } });
  let answer;
  try {
    answer = await fetch(url, options);
  } catch (error) {
    setLine(false);
    throw error;
  }
  setLine(true);
  if (answer.status === 401 || answer.redirected) {
    // The session is over: names leave the device, what is not sent yet waits for whoever signs in again.
    localStorage.removeItem(ROSTER);
    if (window.caches) await caches.delete(CACHE);
    showDevice(words.sign_in);
    throw new Error(words.sign_in);
  }
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).message || answer.status);
  return answer.json();
}

function setLine(up) {
  lineIsUp = up;
  const badge = part("line");
  badge.className = `badge ${up ? "badge--ok" : "badge--warn"}`;
  badge.textContent = up ? words.on_line : words.off_line;
}

async function takeRoster() {
  const told = await ask(desk.dataset.roster);
  count(told.counters);
  if (!told.open) { await send(); await forget(); showDevice(words.closed); return; }
  const before = roster();
  if (before && before.person !== told.person) localStorage.removeItem(ROSTER); // another person at the same device
  write(ROSTER, { ...told, taken: clock() });
  showDevice();
}

let sending = null;
function send() {
  sending ||= sendAll().finally(() => { sending = null; showDevice(); });
  return sending;
}

/** Sends what waits, oldest first. Each item is answered by its key; an answered item leaves the queue, whatever the answer. */
async function sendAll() {
  const answers = new Map();
  for (let items = queue().slice(0, BATCH); items.length; items = queue().slice(0, BATCH)) {
    const told = await ask(desk.dataset.batch, { now: new Date().toISOString(), items });
    for (const item of told.items) answers.set(item.key, item);
    const done = new Set(items.map((item) => item.key));
    write(QUEUE, queue().filter((item) => !done.has(item.key)));
    mark(told.items);
    count(told.counters);
    warnOfClock(told.clock);
  }
  return answers;
}

function mark(items) {
  const list = roster();
  if (!list) return;
  const at = new Map(items.filter((item) => item.at).map((item) => [item.number, item.at]));
  for (const row of list.people) if (at.has(row.n)) row.in = at.get(row.n);
  write(ROSTER, list);
}

/* ── somebody arrives ── */
const key = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("-");

async function arrive({ ticket = "", number = 0 }) {
  if (ticket && !TICKET.test(ticket)) return show({ state: "unknown", word: words.unknown, message: words.no_qr });
  const item = { key: key(), way: ticket ? "qr" : "list", at: new Date().toISOString(), off_line: false };
  if (ticket) item.digest = await digest(ticket.slice(4));
  else item.number = number;
  if (lineIsUp) {
    write(QUEUE, [...queue(), item]); // first on the device, then on the way: nothing is lost in between
    try {
      // A sending that ended just before this item was queued does not know it; the next one does.
      const answer = (await send()).get(item.key) || (await send()).get(item.key);
      if (answer) return show(answer);
    } catch (error) { // the line went down: answered below from the list; else it stays in the queue, and the page says why
      if (lineIsUp) return show({ state: "refused", word: words.refused, message: error.message });
    }
  }
  return arriveOffLine(item);
}

function arriveOffLine(item) {
  const list = roster();
  const row = list?.people.find((each) => (item.digest ? each.d === item.digest : each.n === item.number));
  const others = queue().filter((each) => each.key !== item.key);
  if (!row) {
    write(QUEUE, others);
    showDevice();
    return show({ state: "unknown", word: words.unknown, message: list ? say(words.not_here, { time: list.taken }) : words.no_list });
  }
  const who = { number: row.n, name: row.name, organisation: row.org };
  if (row.in) {
    write(QUEUE, others);
    return show({ ...who, state: "already", word: say(words.already, { time: row.in }), message: "" });
  }
  write(QUEUE, [...others, { ...item, off_line: true }]);
  row.in = clock();
  write(ROSTER, list);
  const counter = document.querySelector("[data-count='in']");
  if (counter) counter.textContent = Number(counter.textContent.replace(/\D/g, "")) + 1;
  showDevice();
  return show({ ...who, state: "new", word: words.in, message: words.kept });
}

/* ── showing ── */
function show(answer) {
  const box = document.getElementById("hasil");
  const [word, name, more] = box.querySelectorAll("p");
  box.className = `deskres deskres--${answer.state}`;
  box.hidden = false;
  word.textContent = answer.word;
  name.textContent = answer.name || "";
  more.textContent = [answer.number ? `#${answer.number}` : "", answer.organisation, answer.message].filter(Boolean).join(" · ");
  navigator.vibrate?.(answer.state === "new" ? 80 : [80, 60, 80]);
  box.scrollIntoView({ block: "nearest" });
  return answer;
}

function count(counters) {
  for (const [name, value] of Object.entries(counters || {})) {
    const place = document.querySelector(`[data-count='${name}']`);
    if (place) place.textContent = value;
  }
}

function showDevice(note = "") {
  const list = roster(), waiting = queue().length;
  part("device").hidden = false;
  part("list").textContent = note || (list ? say(words.list, { n: list.people.length, time: list.taken }) : words.no_list);
  part("unsent").textContent = waiting ? say(words.unsent, { n: waiting }) : words.all_sent;
  part("send").hidden = !waiting;
  desk.dataset.waiting = waiting;
  desk.dataset.listed = list ? list.people.length : 0;
}

function warnOfClock(told) {
  const place = part("clock");
  place.hidden = !told?.wrong;
  if (told?.wrong) place.textContent = say(words.clock, { n: told.minutes });
}

/* ── looking up ── */
function lookUp(text) {
  const place = part("found"), list = roster();
  if (!list || !text) return false;
  const wanted = text.toLowerCase().replace(/^#/, "").split(/\s+/).filter(Boolean);
  const rows = /^\d+$/.test(wanted[0] || "") && wanted.length === 1
    ? list.people.filter((row) => row.n === Number(wanted[0]))
    : list.people.filter((row) => wanted.every((word) => `${row.name} ${row.org}`.toLowerCase().includes(word)));
  place.replaceChildren(rows.length ? listOf(rows.slice(0, 20)) : Object.assign(document.createElement("p"), { className: "muted", textContent: words.nobody }));
  return true;
}

function listOf(rows) {
  const list = Object.assign(document.createElement("ul"), { className: "desk__list" });
  list.setAttribute("role", "list");
  for (const row of rows) {
    const item = document.createElement("li"), who = document.createElement("div"), name = document.createElement("b"), more = document.createElement("small");
    name.textContent = row.name;
    more.textContent = [`#${row.n}`, row.org].filter(Boolean).join(" · ");
    who.append(name, more);
    const act = row.in
      ? Object.assign(document.createElement("span"), { className: "badge badge--ok", textContent: row.in })
      : Object.assign(document.createElement("button"), { type: "button", className: "btn btn--p", textContent: words.check_in });
    if (!row.in) act.addEventListener("click", async () => { act.disabled = true; await arrive({ number: row.n }); act.disabled = false; lookUp(part("typed").elements.ticket.value.trim()); });
    item.append(who, act);
    list.append(item);
  }
  return list;
}

const typed = part("typed");
typed.addEventListener("submit", async (e) => {
  const text = typed.elements.ticket.value.trim();
  if (/^SP1:/i.test(text)) { e.preventDefault(); await arrive({ ticket: text }); typed.reset(); return; }
  if (lookUp(text)) e.preventDefault();
});
typed.elements.ticket.addEventListener("input", () => { const text = typed.elements.ticket.value.trim(); if (!/^SP1/i.test(text)) lookUp(text); });

/* ── camera ── */
const video = part("video"), start = part("start"), stop = part("stop");
let camera = null, endLoop = null, last = { text: "", at: 0 };
const reader = () => import(desk.dataset.reader);

start.addEventListener("click", async () => {
  try {
    const { rearCamera, QRCanvas, frameLoop } = await reader();
    video.hidden = false;
    camera = await rearCamera(video);
    const canvas = new QRCanvas({}, { cropToSquare: false });
    let busy = false;
    start.hidden = true; stop.hidden = false;
    endLoop = frameLoop(async () => {
      if (busy || !camera) return;
      busy = true;
      try { await seen(await camera.readFrame(canvas, true)); } catch { /* a frame without a QR */ } finally { busy = false; }
    });
  } catch {
    closeCamera();
    show({ state: "refused", word: words.refused, message: words.no_camera });
  }
});
stop.addEventListener("click", closeCamera);

function closeCamera() {
  endLoop?.(); camera?.stop();
  camera = endLoop = null;
  video.hidden = stop.hidden = true; start.hidden = false;
}

/** One sight of a ticket is one arrival: the same text counts again after four seconds at the earliest. */
async function seen(text) {
  if (typeof text !== "string" || !text || (text === last.text && Date.now() - last.at < 4000)) { if (text && text === last.text) last.at = Date.now(); return; }
  last = { text, at: Date.now() };
  await arrive({ ticket: text.trim() });
}

part("photo").addEventListener("change", async (e) => {
  const file = e.target.files[0];
  if (!file) return;
  try {
    const { decodeQR } = await reader();
    const picture = await createImageBitmap(file), scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    await arrive({ ticket: decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height)).trim() });
  } catch {
    show({ state: "unknown", word: words.unknown, message: words.no_qr_in_photo });
  }
  e.target.value = "";
});

/* ── this device ── */
part("send").addEventListener("click", () => send().then(takeRoster).catch(() => {}));
part("clear").addEventListener("click", async () => {
  const waiting = queue().length;
  if (waiting && !confirm(say(words.leave, { n: waiting }))) return;
  await forget();
  showDevice(words.cleared);
});
addEventListener("online", () => send().then(takeRoster).catch(() => {}));
addEventListener("offline", () => setLine(false));
setInterval(() => { if (queue().length || !lineIsUp) send().then(takeRoster).catch(() => {}); }, 15000);
setInterval(() => takeRoster().catch(() => {}), 180000);

/** Puts this page and what it needs into the cache, so that a reload without a connection finds it. */
async function keepPage() {
  if (!navigator.serviceWorker || !window.caches) return;
  await navigator.serviceWorker.register(desk.dataset.worker, { scope: SCOPE });
  const cache = await caches.open(CACHE);
  const files = performance.getEntriesByType("resource").map((each) => new URL(each.name)).filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  const needed = [...new Set([...files.map(String), new URL(desk.dataset.reader, location).href])];
  await Promise.all([cache.add(new Request(SCOPE, { cache: "no-store" })), ...needed.map((url) => cache.add(url).catch(() => {}))]);
  desk.dataset.kept = "1";
}

part("camera").hidden = false;
setLine(navigator.onLine);
showDevice();
if (desk.dataset.open) {
  send().catch(() => {}).then(takeRoster).then(keepPage).catch(() => {});
} else {
  send().catch(() => {}).then(takeRoster).catch(() => {});
}
