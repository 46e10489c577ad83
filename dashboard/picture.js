// Saves the chart of the page as PNG or SVG with its title, source, filters and date around it.
const GAP = 24, INK = "#1D2733", GREY = "#4B5661", SCALE = 2;
// Signs that never begin a line: full-width comma, stop, semicolon, list comma, brackets, quote.
const CLOSING = "\uff0c\u3002\uff1b\u3001\uff09\u300b\u201d%";
const SVG = "http://www.w3.org/2000/svg";

function chartOf(key) {
  const plots = document.querySelectorAll(`.st-key-${CSS.escape(key)} .js-plotly-plot`);
  return plots[plots.length - 1];
}

function lines(text, size, weight, width, font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${font}`;
  const made = [];
  let line = "";
  // A Chinese line breaks after any sign, an English one between words.
  for (const sign of text.match(/[!-~\u2013-\u201d]+|[^]/gu) ?? []) {
    if (line && pen.measureText(line + sign).width > width) {
      if (CLOSING.includes(sign)) { made.push(line + sign); line = ""; continue; }
      made.push(line);
      line = "";
    }
    if (line || sign !== " ") line += sign;
  }
  return line ? [...made, line] : made;
}

// Draws a paragraph from `top` on and gives where it ends.
function paragraph(svg, text, style, top) {
  const { size, weight = 400, colour = INK, width, font } = style;
  for (const line of lines(text, size, weight, width, font)) {
    top += Math.round(size * 1.5);
    const node = document.createElementNS(SVG, "text");
    const facts = { x: GAP, y: top - size * 0.35, fill: colour, "font-size": size,
      "font-weight": weight, "font-family": font };
    for (const [name, value] of Object.entries(facts)) node.setAttribute(name, value);
    node.textContent = line;
    svg.append(node);
  }
  return top;
}

function composed(plot, words) {
  const layers = [...plot.querySelectorAll(".svg-container > svg.main-svg")];
  const wide = Number(layers[0].getAttribute("width"));
  const high = Number(layers[0].getAttribute("height"));
  const svg = document.createElementNS(SVG, "svg");
  const paper = document.createElementNS(SVG, "rect");
  svg.append(paper);
  const plain = { width: wide, font: words.font };
  let top = paragraph(svg, words.title, { ...plain, size: 20, weight: 700 }, GAP / 2);
  top = paragraph(svg, words.subtitle, { ...plain, size: 14, colour: GREY }, top);
  const chart = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ x: GAP, y: top + 8, width: wide, height: high })) {
    chart.setAttribute(name, value);
  }
  for (const layer of layers) {
    for (const child of layer.children) {
      if (!child.classList.contains("hoverlayer")) chart.append(child.cloneNode(true));
    }
  }
  svg.append(chart);
  top += 8 + high;
  for (const note of words.notes) {
    top = paragraph(svg, note, { ...plain, size: 12, colour: GREY }, top);
  }
  const size = { width: wide + 2 * GAP, height: top + GAP };
  for (const [name, value] of Object.entries(size)) {
    svg.setAttribute(name, value);
    paper.setAttribute(name, value);
  }
  paper.setAttribute("fill", "#FFFFFF");
  svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  svg.setAttribute("xmlns", SVG);
  const here = location.href.split("#")[0];
  const text = new XMLSerializer().serializeToString(svg).replaceAll(here + "#", "#");
  return { text, ...size };
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function painted(drawn) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onerror = failed;
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawn.width * SCALE;
      canvas.height = drawn.height * SCALE;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => (blob ? done(blob) : failed()), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn.text);
  });
}

// On paper a chart is as wide as the sheet: A4 less its margins, in CSS pixels.
const PAPER = 1020;

function scaled(fit) {
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    const box = plot.closest("[data-testid=stPlotlyChart]") ?? plot;
    box.style.zoom = fit ? Math.min(1, PAPER / plot.offsetWidth) : "";
  }
}

export default function ({ parentElement, data }) {
  window.onbeforeprint = () => scaled(true);
  window.onafterprint = () => scaled(false);
  const said = parentElement.querySelector("[role=status]");
  const save = (ending) => async () => {
    const plot = chartOf(data.chart);
    if (!plot) { said.textContent = data.wait; return; }
    said.textContent = "";
    try {
      const drawn = composed(plot, data);
      const blob = ending === "svg" ? new Blob([drawn.text], { type: "image/svg+xml" })
        : await painted(drawn);
      download(blob, `${data.file}.${ending}`);
    } catch {
      said.textContent = data.failed;
    }
  };
  for (const ending of ["png", "svg"]) {
    const button = parentElement.querySelector(`.${ending}`);
    button.textContent = data[ending];
    button.onclick = save(ending);
  }
}
