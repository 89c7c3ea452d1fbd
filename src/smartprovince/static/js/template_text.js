// Puts the words to begin with into an explanation that is still empty. Without this they can be copied by hand.
for (const button of document.querySelectorAll("[data-template-text]")) {
  const field = document.getElementById(button.dataset.templateText);
  if (!field) continue;
  const show = () => { button.hidden = field.value.trim() !== ""; };
  button.addEventListener("click", () => {
    if (field.value.trim()) return;
    field.value = button.dataset.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
    show();
  });
  field.addEventListener("input", show);
  show();
}
