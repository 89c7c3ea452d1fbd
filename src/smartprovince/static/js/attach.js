// A file that has arrived is attached at once, with whatever else is typed. Without this the button does it.
document.addEventListener("sp:uploaded", (event) => {
  const form = event.target.form;
  const button = form && [...form.elements].find((each) => each.matches("[data-after-upload]"));
  if (button) form.requestSubmit(button);
});
