/* Signing out leaves nothing of an event desk on a shared device (see desk.js): it asks before what is unsent is lost. */

const unsent = document.documentElement.lang.startsWith("en")
  ? "{n} check-ins are not sent yet and would be lost. Sign out all the same?"
  : "{n} kehadiran belum terkirim dan akan hilang. Tetap keluar?";
const ofDesks = () => Object.keys(localStorage).filter((key) => key.startsWith("sp-desk:"));

document.addEventListener("submit", (e) => {
  if (!e.target.matches("form[action$='/masuk/keluar/']") || !ofDesks().length) return;
  const queues = ofDesks().filter((key) => key.endsWith(":queue"));
  const waiting = queues.flatMap((key) => JSON.parse(localStorage.getItem(key) || "[]")).length;
  if (waiting && !confirm(unsent.replace("{n}", waiting))) return void e.preventDefault();
  for (const key of ofDesks()) localStorage.removeItem(key);
  window.caches?.keys().then((names) => names.filter((name) => name.startsWith("sp-desk:")).forEach((name) => caches.delete(name)));
});
