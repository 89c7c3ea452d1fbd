/* [data-copy] on a button copies the text of the field beside it, on a field its own. Without a clipboard the button hides. */

const said = document.documentElement.lang.startsWith("en") ? "Copied" : "Tersalin";

for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = !navigator.clipboard;
document.addEventListener("click", (e) => {
  const hit = e.target.closest("[data-copy]");
  if (!hit) return;
  const field = hit.matches("input, textarea") ? hit : hit.parentNode.querySelector("textarea, input");
  field.select();
  navigator.clipboard?.writeText(field.value).then(() => { if (hit !== field) hit.lastChild.textContent = said; });
});
