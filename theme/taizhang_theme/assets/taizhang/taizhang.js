// A static page ages: count down to the last day of a limit, and after it say only that the ledger decides.
for (const place of document.querySelectorAll("[data-due]")) {
  const [year, month, day] = place.dataset.due.split("-").map(Number);
  const today = new Date(new Date().toLocaleDateString("en-US", { timeZone: "Asia/Shanghai" }));
  const left = Math.round((new Date(year, month - 1, day) - today) / 86400000);
  place.textContent = left < 0 ? place.dataset.over : place.dataset.left.replace("%n", left);
}

// The key / leads to the search box, as on other sites.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  const box = [...document.querySelectorAll(".tz-search [name=q], .tz-find [name=q]")].find((one) => one.checkVisibility());
  const button = document.querySelector(".tz-find button");
  event.preventDefault();
  if (box) box.select();
  else button?.focus();
});

// The matcher: compare the answers with the policies in the page. Nothing leaves the device.
const questions = document.querySelector(".tz-matcher");
if (questions) {
  const policies = JSON.parse(document.getElementById("tz-policies").textContent);
  const selects = [...questions.querySelectorAll("select")];
  const found = document.querySelector(".tz-matched");
  const word = (select, value) => select.querySelector(`option[value="${CSS.escape(value)}"]`)?.textContent ?? value;
  const item = (policy, reasons) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: policy.href, textContent: policy.title });
    const small = document.createElement("small");
    small.textContent = reasons.length ? reasons.join("　") : [policy.state, policy.claiming, policy.benefit].filter(Boolean).join("　");
    line.append(link, small);
    return line;
  };
  const match = () => {
    const lists = { fits: [], misses: [] };
    for (const policy of policies) {
      const reasons = selects
        .filter((select) => select.value && (policy[select.name].length || select.name === "need") && !policy[select.name].includes(select.value))
        .map((select) =>
          questions.dataset.only
            .replace("%1", select.dataset.title)
            .replace("%2", policy[select.name].map((value) => word(select, value)).join("、") || "—"),
        );
      lists[reasons.length ? "misses" : "fits"].push(item(policy, reasons));
    }
    for (const [name, lines] of Object.entries(lists)) {
      found.querySelector(`[data-list=${name}]`).replaceChildren(...lines);
      found.querySelector(`[data-count=${name}]`).textContent = lines.length;
    }
    found.querySelector("[data-none]").hidden = lists.fits.length > 0;
  };
  questions.addEventListener("change", match);
  questions.hidden = found.hidden = false;
  match();
}
