/* Enhancement only: questions of a registration that depend on another answer are hidden until that answer is given.

   <form data-registration> holds parts with data-if="q12" data-value="yes": shown while the field q12 has that value and
   is itself shown. Without this file every question is visible with a sentence that says when it counts; the server
   leaves out what does not count either way. */

const form = document.querySelector("form[data-registration]");

function value(name) {
  const field = form.elements.namedItem(name);
  return field && !field.closest("[hidden]") ? field.value : null;
}

function show() {
  for (const part of form.querySelectorAll("[data-if]")) part.hidden = value(part.dataset.if) !== part.dataset.value;
}

if (form) {
  for (const hint of form.querySelectorAll("[data-if] > .hint")) hint.hidden = true;
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
