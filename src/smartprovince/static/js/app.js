/* Enhancement only: every page works without this file. Loaded as <script type="module" src=".../js/app.js">.

   What pages may ask for, all by attribute:
     [data-theme-set="light|dark|auto"]   a button that changes the theme; kept in the cookie `theme`, which the server reads
     .fig[data-fig] .seg button[data-v]   chart/table twin; .seg button[data-layer] draws that layer of the map (event `sp:layer`)
     #search                              `/` goes there; J and K walk `.row__t` and `[data-row] a`; `?` opens <dialog id="keys">
     [data-key="t"]                       inside a row: pressed by that key; html[data-keys="off"] switches single letters off
     form[data-guard]                     asks before leaving while something typed is not saved
     [data-open="id"] [data-close]        opens / closes a <dialog>
     [data-focus]                         gets the focus after an htmx swap (else the first h1, h2 or error of the new part)
     .toast                               goes after 8 s unless focused
     input[type=file][data-upload-url]    see uploadInChunks */

const root = document.documentElement;
const english = root.lang.startsWith("en");
const say = english
  ? { wait: "waiting for the connection", done: "uploaded", failed: "not uploaded", again: "Try again", of: "of" }
  : { wait: "menunggu sambungan", done: "terunggah", failed: "belum terunggah", again: "Coba lagi", of: "dari" };
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

root.classList.add("js");

/* ── theme ── */
function markTheme() {
  for (const b of all("[data-theme-set]")) b.setAttribute("aria-pressed", b.dataset.themeSet === (root.dataset.theme || "light"));
}
function setTheme(theme) {
  root.dataset.theme = theme;
  document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
  markTheme();
  dispatchEvent(new Event("sp:theme"));
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("sp:theme")));

/* ── parts that come and go with htmx ── */
function prepare(part) {
  for (const f of all(".fig[data-fig]:not([data-view])", part)) f.dataset.view = "chart";
  if (matchMedia("(max-width: 68rem)").matches) for (const d of all("details[data-desk]", part)) d.open = false;
  for (const t of all(".toast:not([data-ticking])", part)) {
    t.dataset.ticking = "";
    const go = () => (t.contains(document.activeElement) || t.matches(":hover") ? setTimeout(go, 3000) : t.remove());
    setTimeout(go, 8000);
  }
}
prepare(document);
markTheme();
document.addEventListener("htmx:afterSettle", (e) => {
  const part = e.detail.elt || e.target;
  prepare(part);
  const boosted = e.detail.requestConfig?.boosted;
  const goal = part.querySelector?.("[data-focus], [role=alert], .errsum, [aria-invalid=true]") || (boosted && document.querySelector("h1"));
  if (!goal) return;
  if (!goal.matches("a, button, input, select, textarea, [tabindex]")) goal.tabIndex = -1;
  goal.focus({ preventScroll: !boosted });
});

/* ── clicks ── */
document.addEventListener("click", (e) => {
  const hit = (selector) => e.target.closest(selector);
  const theme = hit("[data-theme-set]"), seg = hit(".seg button"), open = hit("[data-open]"), close = hit("[data-close]");
  if (theme) setTheme(theme.dataset.themeSet);
  if (seg) {
    for (const b of all("button", seg.parentNode)) b.setAttribute("aria-pressed", b === seg);
    const figure = seg.closest(".fig");
    if (figure && seg.dataset.v) figure.dataset.view = seg.dataset.v;
    if (figure && seg.dataset.layer) figure.dispatchEvent(new CustomEvent("sp:layer", { detail: seg.dataset.layer }));
  }
  if (open) document.getElementById(open.dataset.open)?.showModal();
  if (close) close.closest("dialog")?.close();
  for (const m of all("details.menu[open]")) if (!m.contains(e.target)) m.open = false;
});

/* ── keys ── */
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape") for (const m of all("details.menu[open]")) { m.open = false; m.querySelector("summary").focus(); }
  if (root.dataset.keys === "off" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const rows = all(".row__t, [data-row] a:first-of-type").filter((x) => x.offsetParent);
  const at = rows.findIndex((x) => x === document.activeElement || x.closest(".row, [data-row]")?.contains(document.activeElement));
  const key = e.key.toLowerCase();
  if (key === "/") document.getElementById("search")?.focus();
  else if (key === "?") document.getElementById("keys")?.showModal();
  else if (key === "j" && rows.length) rows[Math.min(rows.length - 1, at + 1)].focus();
  else if (key === "k" && rows.length) rows[Math.max(0, at - 1)].focus();
  else {
    const button = /^[a-z]$/.test(key) && rows[at]?.closest(".row, [data-row]").querySelector(`[data-key="${key}"]`);
    if (!button) return;
    button.click();
  }
  e.preventDefault();
});

/* ── nothing typed is lost ── */
const unsaved = new Set();
document.addEventListener("input", (e) => { const form = e.target.closest("form[data-guard]"); if (form) unsaved.add(form); });
document.addEventListener("submit", (e) => unsaved.delete(e.target));
document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.successful) unsaved.delete(e.target.closest?.("form[data-guard]")); });
addEventListener("beforeunload", (e) => { if ([...unsaved].some((form) => form.isConnected)) e.preventDefault(); });

/* ── files ── */
const PIECE = 1 << 20; // 1 MiB: on a weak network little is sent twice
const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/** Uploads every file chosen in `input`, in pieces, to the one address in its `data-upload-url`. Resolves to the ids of the files.
 *
 *  PUT <url>  Content-Range: bytes *\/TOTAL        no body: "begin, or tell me what you have"
 *  PUT <url>  Content-Range: bytes A-B/TOTAL       one piece
 *    with  X-File-Name (percent-encoded)  ·  X-Upload: <id>, once known  ·  X-CSRFToken
 *    answer 200/201 {"upload": id, "received": bytes so far, "file": id or null}
 *    answer 4xx     {"error": "what is wrong and how to mend it"}: not tried again
 *
 *  Progress is drawn into the list named by `data-upload-list`; each finished id becomes a hidden field named by
 *  `data-upload-into` in the same form. A reload or a lost connection goes on where it stopped (the id stays in sessionStorage). */
export async function uploadInChunks(input) {
  return Promise.all([...input.files].map((file) => uploadOne(input, file)));
}

async function uploadOne(input, file) {
  const memory = `upload:${input.dataset.uploadUrl}:${file.name}:${file.size}:${file.lastModified}`;
  const line = progressLine(input, file);
  let upload = sessionStorage.getItem(memory), received = 0, range = `bytes */${file.size}`, piece = null;
  for (let failures = 0; ;) {
    let answer;
    try {
      const headers = { "Content-Range": range, "X-File-Name": encodeURIComponent(file.name), "X-CSRFToken": csrf(input) };
      if (upload) headers["X-Upload"] = upload;
      answer = await fetch(input.dataset.uploadUrl, { method: "PUT", body: piece, headers });
      if (answer.status >= 500) throw new Error(answer.status);
      failures = 0;
    } catch {
      if (++failures > 6) { line.fail("", () => uploadOne(input, file)); return null; }
      line.say(say.wait);
      await pause(500 * 2 ** failures);
      range = `bytes */${file.size}`; piece = null; // ask first what arrived
      continue;
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) { sessionStorage.removeItem(memory); line.fail(told.error || `${say.failed} (${answer.status})`); return null; }
    ({ upload, received } = told);
    sessionStorage.setItem(memory, upload);
    line.at(received);
    if (told.file || received >= file.size) {
      sessionStorage.removeItem(memory);
      line.done();
      keep(input, told.file || upload);
      return told.file || upload;
    }
    const end = Math.min(received + PIECE, file.size);
    piece = file.slice(received, end);
    range = `bytes ${received}-${end - 1}/${file.size}`;
  }
}

function csrf(input) {
  return input.form?.elements.csrfmiddlewaretoken?.value || document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
}

function keep(input, id) {
  if (!input.dataset.uploadInto || !input.form) return;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: input.dataset.uploadInto, value: id });
  input.form.append(field);
  unsaved.add(input.form);
  input.value = ""; // the bytes are with the server; the form sends the id only
  input.dispatchEvent(new CustomEvent("sp:uploaded", { bubbles: true, detail: id }));
}

function progressLine(input, file) {
  const list = document.getElementById(input.dataset.uploadList) || document.createElement("ul");
  const item = document.createElement("li"), name = document.createElement("span"), state = document.createElement("small"), bar = document.createElement("progress");
  name.textContent = file.name; bar.max = file.size || 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
  item.append(name, state, bar); list.append(item);
  return {
    say: (text) => { state.textContent = text; },
    at: (n) => { bar.value = n; state.textContent = `${Math.round((100 * n) / (file.size || 1))}% ${say.of} ${(file.size / 1048576).toLocaleString(root.lang, { maximumFractionDigits: 1 })} MB`; },
    done: () => { bar.remove(); state.textContent = say.done; },
    fail: (why, again) => {
      bar.remove(); state.className = "bad"; state.setAttribute("role", "alert"); state.textContent = why || say.failed;
      if (!again) return;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--s", textContent: say.again });
      button.addEventListener("click", () => { item.remove(); again(); });
      item.append(button);
    },
  };
}

document.addEventListener("change", (e) => { if (e.target.matches("input[type=file][data-upload-url]")) uploadInChunks(e.target); });
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(kind, (e) => {
  e.target.closest?.(".drop")?.classList.toggle("over", kind === "dragenter" || kind === "dragover");
});
