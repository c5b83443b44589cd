// What a sweep of the page finds wrong: controls without a name, text too faint, targets too small.

window.sweep = () => {
  const visible = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, ground) => [0, 1, 2].map((n) => top[n] * top[3] + ground[n] * (1 - top[3]));
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };

  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !visible(node) || node.closest(".spoiler, option, template, #desk")) continue;
    const below = ground(node);
    const ratio = contrast(over(rgba(getComputedStyle(node).color), below), below);
    if (ratio < 4.5) faint.push(`${walker.currentNode.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }

  const controls = [...document.querySelectorAll("button, a[href], input, select, textarea, [role=button]")]
    .filter((node) => visible(node) && !node.closest("#desk"));
  const named = (node) => node.getAttribute("aria-label") || node.textContent.trim()
    || [...(node.labels ?? [])].some((label) => label.textContent.trim()) || node.querySelector("img[alt]")?.alt;
  return {
    faint,
    nameless: controls.filter((node) => !named(node)).map((node) => node.outerHTML.slice(0, 80)),
    small: controls
      .filter((node) => !node.closest(".text") && !node.closest(".contact"))
      .filter((node) => { const box = node.getBoundingClientRect(); return box.width < 44 || box.height < 44; })
      .map((node) => `${node.outerHTML.slice(0, 60)} ${node.getBoundingClientRect().width}x${node.getBoundingClientRect().height}`),
    // The menu of a message is reached by the arrow keys from the newest one's.
    order: controls.filter((node) => node.tabIndex >= 0).length,
  };
};
