// The WCAG contrast of every visible word with the worst colour behind it, gradients and see-through layers included.
() => {
  const numbers = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, below) => top.rgb.map((value, i) => value * top.a + below[i] * (1 - top.a));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const grounds = (node) => {
    const path = [];
    for (let at = node; at; at = at.parentElement) path.unshift(getComputedStyle(at));
    return path.reduce((below, style) => {
      let now = below.map((colour) => over(numbers(style.backgroundColor), colour));
      const stops = style.backgroundImage.match(/rgba?\([^)]*\)/g);
      if (stops) now = stops.flatMap((stop) => now.map((colour) => over(numbers(stop), colour)));
      return now;
    }, [[255, 255, 255]]);
  };
  const measure = (node, style, words) => {
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const colours = grounds(node).map((ground) => ratio(over(numbers(style.color), ground), ground));
    return { words: words.slice(0, 40), ratio: Math.min(...colours), least: isLarge ? 3 : 4.5 };
  };
  const found = [];
  for (const node of document.body.querySelectorAll("*")) {
    const words = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join("");
    if (!words || !node.checkVisibility() || node.closest("script, svg, [aria-disabled=true]")) continue;
    found.push(measure(node, getComputedStyle(node), words));
  }
  for (const box of document.querySelectorAll("textarea")) {
    found.push(measure(box, getComputedStyle(box, "::placeholder"), box.placeholder));
  }
  for (const shape of document.querySelectorAll(".chart text, .chart rect, .bar rect:not(.track), .key rect")) {
    const { fill, fontSize, fontWeight } = getComputedStyle(shape);
    const what = measure(shape, { color: fill, fontSize, fontWeight }, shape.getAttribute("class"));
    found.push(shape.tagName === "rect" ? { ...what, least: 3 } : what);
  }
  for (const icon of document.querySelectorAll("button svg")) {
    if (icon.checkVisibility()) found.push({ ...measure(icon, getComputedStyle(icon), "icon"), least: 3 });
  }
  return found;
}
