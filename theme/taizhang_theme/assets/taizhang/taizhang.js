// A static page ages: count down to the last day of a limit, and after it say only that the ledger decides.
const words = document.currentScript.dataset;
for (const place of document.querySelectorAll("[data-due]")) {
  const [year, month, day] = place.dataset.due.split("-").map(Number);
  const today = new Date(new Date().toLocaleDateString("en-US", { timeZone: "Asia/Shanghai" }));
  const left = Math.round((new Date(year, month - 1, day) - today) / 86400000);
  place.textContent = left < 0 ? words.over.replace("{as_of}", place.dataset.asOf) : words.left.replace("{n}", left);
}
