// Lists that stand whole on one page: their heads sort, words and columns of few values filter, all on the reader's device.
// Without this script they are complete, in the order of the records. A list of several pages has no controls: one page of many,
// sorted, would be taken for the whole.
{
  const words = document.currentScript.dataset;
  const SORTED = 3; // rows from which sorting is worth a button, and filtering a box
  const FILTERED = 8;
  const CHOICES = 20;
  const isPhone = matchMedia("(max-width: 44.98em)");
  const collator = new Intl.Collator("zh", { numeric: true }); // by pinyin, on English pages too: names stay Chinese
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (tag, properties, ...children) => {
    const { label, ...others } = properties;
    const node = Object.assign(document.createElement(tag), others);
    if (label) node.setAttribute("aria-label", label);
    node.append(...children);
    return node;
  };
  const option = (value, textContent) => make("option", { value, textContent });

  // What a cell says, a state without its warning; nothing where there is a dash.
  const said = (cell) => {
    const text = (cell.querySelector(".tz-state") ?? cell).textContent.trim();
    return text === "—" ? "" : text;
  };
  const date = (text) => /(?:^|[^\w-])(\d{4}-\d\d(-\d\d)?)(?!\d)/.exec(text)?.[1];
  const number = (text) => {
    const found = /^([-−+]?[\d,]*\.?\d+)\s*(?:[%％]|\s|$)/.exec(text);
    return found ? Number(found[1].replaceAll(",", "").replace("−", "-")) : undefined;
  };
  const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));

  // What the rows are sorted by in a column: days, numbers, or else texts; undefined where a cell is empty.
  const keys = (rows, column) => {
    const texts = rows.map((row) => said(row.cells[column]) || undefined);
    const filled = texts.filter((text) => text !== undefined);
    const read = [date, number].find((kind) => filled.every((text) => kind(text) !== undefined)) ?? ((text) => text);
    return new Map(rows.map((row, index) => [row, texts[index] === undefined ? undefined : read(texts[index])]));
  };

  const lists = [];
  const remember = () => history.replaceState({ ...history.state, lists: lists.map((list) => list.state) }, "");

  const enhance = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const names = heads.map((head) => head.textContent.trim());
    if (rows.length < SORTED || rows.some((row) => row.cells.length !== heads.length)) return;
    const canFilter = table.dataset.list === "filter" && rows.length >= FILTERED;
    const contents = new Map(rows.map((row) => [row, row.textContent.normalize("NFKC").toLowerCase()]));
    const state = { query: "", chosen: {}, column: -1, descending: false };

    const sort = make("select", { label: words.sort, className: "tz-tools__sort" }, option("", words.order));
    names.forEach((name, column) =>
      sort.append(option(`${column} up`, fill(words.up, { name })), option(`${column} down`, fill(words.down, { name }))),
    );
    const query = make("input", { type: "search", label: words.filter, placeholder: `${words.filter}…`, autocomplete: "off" });
    const count = make("output", {});
    const reset = make("button", { type: "button", className: "tz-tools__reset", textContent: words.reset });
    const none = make("tr", { className: "tz-none" }, make("td", { colSpan: heads.length, textContent: words.none }));
    const tools = make("div", { className: "tz-tools", label: words.tools });
    tools.setAttribute("role", "group");
    const choices = new Map();

    const update = () => {
      const terms = state.query.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      const key = state.column < 0 ? new Map() : keys(rows, state.column);
      const sorted = [...rows].sort((a, b) => {
        const [one, other] = [key.get(a), key.get(b)];
        if (one === undefined || other === undefined) return (one === undefined) - (other === undefined);
        return state.descending ? compare(other, one) : compare(one, other);
      });
      let shown = 0;
      for (const row of rows) {
        row.hidden = !(
          terms.every((term) => contents.get(row).includes(term)) &&
          Object.entries(state.chosen).every(([column, value]) => said(row.cells[column]) === value)
        );
        shown += !row.hidden;
      }
      body.append(...sorted);
      if (shown) none.remove();
      else body.append(none);
      heads.forEach((head, column) => {
        if (column === state.column) head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      sort.value = state.column < 0 ? "" : `${state.column} ${state.descending ? "down" : "up"}`;
      query.value = state.query;
      choices.forEach((select, column) => (select.value = state.chosen[column] ?? ""));
      count.textContent = fill(words.shown, { shown, all: rows.length });
      reset.hidden = !terms.length && !Object.keys(state.chosen).length;
    };
    const set = (changes) => {
      Object.assign(state, changes);
      update();
      remember();
    };

    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "tz-sort" }, ...head.childNodes);
      button.addEventListener("click", () => {
        const again = state.column === column;
        set(again && state.descending ? { column: -1, descending: false } : { column, descending: again });
      });
      head.append(button);
    });
    // On a phone the heads are for screen readers only: the select sorts there.
    const reach = () => heads.forEach((head) => (head.firstElementChild.tabIndex = isPhone.matches ? -1 : 0));
    isPhone.addEventListener("change", reach);
    reach();

    if (canFilter) {
      query.addEventListener("input", () => set({ query: query.value }));
      tools.append(query);
      names.forEach((name, column) => {
        const cells = rows.map((row) => row.cells[column]);
        const values = new Set(cells.map(said).filter(Boolean));
        const isText = !cells[0].matches(".tz-list__title, .tz-list__wide, .tz-num, th") && ![...values].every((value) => /\d/.test(value));
        if (!isText || values.size < 2 || values.size > Math.min(CHOICES, rows.length * 0.8)) return;
        const select = make("select", { label: name }, option("", fill(words.all, { name })));
        select.append(...[...values].sort(collator.compare).map((value) => option(value, value)));
        select.addEventListener("change", () => {
          const { [column]: _, ...others } = state.chosen;
          set({ chosen: select.value ? { ...others, [column]: select.value } : others });
        });
        choices.set(column, select);
        tools.append(select);
      });
      reset.addEventListener("click", () => {
        set({ query: "", chosen: {} });
        query.focus();
      });
      // A link to a row that the filter hides clears it.
      addEventListener("hashchange", () => {
        if (body.querySelector("tr:target[hidden]")) set({ query: "", chosen: {} });
      });
    } else tools.classList.add("tz-tools--sort");
    sort.addEventListener("change", () => {
      const [column, way] = sort.value.split(" ");
      set({ column: sort.value ? Number(column) : -1, descending: way === "down" });
    });
    tools.append(sort);
    if (canFilter) tools.append(count, reset);
    table.before(tools);

    // The browser's way back finds the list as it was left; the address stays as it is.
    Object.assign(state, history.state?.lists?.[lists.length]);
    lists.push({ state });
    update();
  };
  document.querySelectorAll("table[data-list]").forEach(enhance);
}
