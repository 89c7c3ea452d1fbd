// Fields that belong to a form[data-guard] (form="…") but stand outside it are guarded like those within (see app.js).
// A field that is swapped after its words were kept is gone from the page, so it no longer counts.
const typed = new Set();
document.addEventListener("input", ({ target }) => {
  if (target.form?.matches("[data-guard]") && !target.form.contains(target)) typed.add(target);
});
document.addEventListener("submit", ({ target }) => {
  for (const field of typed) if (field.form === target) typed.delete(field);
});
addEventListener("beforeunload", (e) => { if ([...typed].some((field) => field.isConnected)) e.preventDefault(); });
