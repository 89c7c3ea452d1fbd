// Sums of a cost table while it is typed, and rows without a round trip. The server reads and sums everything again.
const table = document.querySelector("[data-costs]");
const write = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 0 });
const money = (text) => (/^(rp\.?\s*)?(\d{1,3}(\.\d{3})+|\d+)(,0{1,2})?$/i.test(text.trim()) ? Number(text.replace(/^rp\.?/i, "").replace(/,0+$/, "").replace(/[.\s]/g, "")) : 0);
const quantity = (text) => (/^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$/.test(text.trim()) ? Number(text.trim().replaceAll(".", "").replace(",", ".")) : 0);
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

function sum() {
  let total = 0;
  for (const row of table.tBodies[0].rows) {
    const amount = Math.round(quantity(field(row, "quantity").value) * money(field(row, "unit_cost").value));
    row.querySelector("[data-amount]").textContent = amount ? `Rp${write.format(amount)}` : "";
    total += amount;
  }
  table.querySelector("[data-total]").textContent = `Rp${write.format(total)}`;
}

/** One more row like the last: its year and source, and nothing else. */
function addRow() {
  const count = table.closest("form").elements["biaya-TOTAL_FORMS"];
  const most = Number(table.closest("form").elements["biaya-MAX_NUM_FORMS"].value);
  const n = Number(count.value);
  if (n >= most) return false;
  const last = table.tBodies[0].rows[n - 1];
  const row = last.cloneNode(true);
  row.classList.remove("f--err");
  for (const error of row.querySelectorAll(".err")) error.remove();
  for (const each of row.querySelectorAll("[name], label")) {
    for (const name of ["name", "id", "for"]) {
      const value = each.getAttribute(name);
      if (value) each.setAttribute(name, value.replace(`biaya-${n - 1}-`, `biaya-${n}-`));
    }
    each.removeAttribute("aria-invalid");
    each.removeAttribute("aria-describedby");
    if (each.matches("label")) each.textContent = each.textContent.replace(/\d+$/, n + 1);
    else if (/-(year|fund_source)$/.test(each.name)) each.value = field(last, each.name.split("-").pop()).value;
    else each.value = "";
  }
  count.value = n + 1;
  table.tBodies[0].append(row);
  field(row, "item").focus();
  return true;
}

if (table) {
  table.addEventListener("input", sum);
  document.querySelector("[data-add-row]").addEventListener("click", (event) => {
    if (addRow()) event.preventDefault();
  });
  sum();
}
