// What can be measured of a page's looks. The functions run in the page.

/** WCAG 2.2 relative luminance of the page's background and the least contrast among visible texts. */
export function contrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (colour) => {
    const [r, g, b] = [...rgba(colour)].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "black" : "white";
  };
  let least = { ratio: Infinity, text: "" };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || element.closest("svg, .unseen, [disabled]") || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least.ratio) least = { ratio, text };
  }
  return { background: luminance(ground(document.querySelector("main"))), least };
}

/** Pixels that were drawn on each plot's canvas, as shares. */
export function drawn() {
  return [...document.querySelectorAll(".plot canvas")].map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let seen = 0;
    for (let at = 3; at < data.length; at += 4) seen += data[at] > 0 ? 1 : 0;
    return seen / (data.length / 4);
  });
}

/** Every waterfall in view: `{shown: [prior, …reasons, total], bars: [{from, to}] in pixels, exact: […]}`. */
export function waterfalls() {
  const number = (text) => Number(text.replace("\u2212", "-").replace("+", ""));
  return [...document.querySelectorAll("table.waterfall")].map((table) => {
    const rows = [...table.querySelectorAll("tbody tr")];
    return {
      shown: rows.map((row) => number(row.querySelector(".num").textContent)),
      exact: rows.map((row) => Number(row.querySelector(".num").title)),
      texts: rows.map((row) => row.querySelector("th").textContent),
      bars: rows.map((row) => {
        const { left, right } = row.querySelector("rect").getBoundingClientRect();
        return { left, right };
      }),
      sentence: table.parentElement.querySelector(".sum").textContent,
    };
  });
}
