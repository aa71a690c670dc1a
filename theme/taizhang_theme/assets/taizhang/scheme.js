// The engine's bundle keeps what a reader chose by these four names, and expects them before it runs.
var __md_scope = new URL("../..", document.currentScript.src);
function __md_hash(text) {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + char.charCodeAt(0)) | 0;
  return hash;
}
function __md_get(name, storage = localStorage, scope = __md_scope) {
  return JSON.parse(storage.getItem(scope.pathname + "." + name));
}
function __md_set(name, value, storage = localStorage, scope = __md_scope) {
  try {
    storage.setItem(scope.pathname + "." + name, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the choice holds for this page only
  }
}

// Light or dark as chosen before, else as the system says.
{
  const chosen = __md_get("__palette");
  if (chosen && chosen.color) {
    for (const [name, value] of Object.entries(chosen.color)) document.body.setAttribute("data-md-color-" + name, value);
  }
}
