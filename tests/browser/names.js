// What an accessibility checker would complain about, for the few kinds of things this page has.
() => {
  const wrong = [];
  const note = (node, why) => wrong.push(`${why}: ${node.outerHTML.slice(0, 100)}`);
  const named = (node) => {
    const by = node.getAttribute("aria-labelledby");
    const name = by ? document.getElementById(by)?.textContent : node.getAttribute("aria-label") || node.textContent;
    return Boolean(name?.trim());
  };
  for (const node of document.querySelectorAll("button, a, textarea, input:not([type=hidden], .tick *), [role=log], [role=group]")) {
    if (!named(node)) note(node, "no name");
  }
  const pressed = "button, textarea, select, summary, .tick, .button, nav a, .queues a, thead a";
  for (const node of document.querySelectorAll(pressed)) {
    const { width, height } = node.getBoundingClientRect();
    if (node.checkVisibility() && (width < 44 || height < 44)) note(node, `too small ${width}×${height}`);
  }
  for (const node of document.querySelectorAll("img:not([alt])")) note(node, "no alt");
  for (const node of document.querySelectorAll("svg:not([aria-hidden=true])")) {
    if (node.getAttribute("role") !== "img" || !named(node)) note(node, "icon is read out");
  }
  for (const node of document.querySelectorAll("select, input:not([type=hidden], [type=file])")) {
    if (!node.labels.length) note(node, "no label");
  }
  if (document.documentElement.lang !== "vi") wrong.push("not in Vietnamese");
  for (const node of document.querySelectorAll("[tabindex]")) if (node.tabIndex > 0) note(node, "tab order");
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`id twice: ${id}`);
  if (document.querySelectorAll("h1").length !== 1) wrong.push("one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("one main");
  if (!document.title) wrong.push("no title");
  const scale = document.querySelector("meta[name=viewport]").content;
  if (/user-scalable=no|maximum-scale/.test(scale)) wrong.push("zoom is forbidden");
  return wrong;
}
