/* Map, step line and radar with ECharts, in the colours of the page. Loaded as <script type="module">, on pages with a chart only.

   <body data-echarts="/static/vendor/echarts.min.js">                     fetched when the first chart scrolls into view
   <div class="chart" data-chart="map|line|radar" role="img" aria-label="…" [data-simulated="DATA SIMULASI · BUKAN SITUS RESMI"]></div>
   <script type="application/json">{…}</script>                            the next element; text is text, never markup

   map    {features: [GeoJSON Feature with properties {id, name, label?: [lon, lat], outside?: bool,
                      layers: {key: {step: 0…4 | null, value?: text, note?: text}}}], layer: key,
           legends?: {key: [{step: 0…4 | null, label}]}}                    step null = no data, hatched; legends go into .legend of the figure
   line   {x: [text], low: [n], high?: [n], max, interval?, unit, mark?: {at, label}, end?: text}     band between low and high
   radar  {axes: [text], max, decimals?, series: [{name, values: [n | null]}]}     at most two; the second is dashed

   Colours come from the CSS tokens and are read again when the theme changes. */

const charts = new Map();
let count = 0;
const locale = document.documentElement.lang || "id";
const number = (v, d = 0) => (v == null ? "–" : v.toLocaleString(locale, { minimumFractionDigits: d, maximumFractionDigits: d }));
let library, printed;

function load(element) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = element.closest("[data-echarts]").dataset.echarts;
    script.onload = () => done(window.echarts);
    script.onerror = () => { library = undefined; failed(new Error("echarts")); };
    document.head.append(script);
  });
  return library;
}

/* ── tokens ── */
function tokens() {
  const css = getComputedStyle(document.documentElement);
  return (name) => css.getPropertyValue(name).trim();
}
const base = (t) => ({
  textStyle: { fontFamily: t("--font"), color: t("--ink-2"), fontSize: 12 },
  animation: !printed && !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 250,
});
const tooltip = (t, rest) => ({
  backgroundColor: t("--surface"), borderColor: t("--line-strong"), borderWidth: 1, padding: [8, 10], confine: true,
  textStyle: { color: t("--ink"), fontSize: 12, fontFamily: t("--font") }, extraCssText: "box-shadow:var(--shadow-pop);border-radius:6px", ...rest,
});
function card(title, ...lines) { // an element, not a string: names come from people
  const box = document.createElement("div"), head = document.createElement("b");
  head.textContent = title; box.append(head);
  for (const line of lines.filter(Boolean)) { const p = document.createElement("div"); p.textContent = line; box.append(p); }
  return box;
}

/* ── kinds ── */
function map(chart, data, t, element) {
  const key = `map-${element.dataset.chartId}`, width = element.clientWidth, small = width < 460;
  const features = data.features.map((f) => ({ ...f, properties: { ...f.properties, cp: f.properties.label } }));
  window.echarts.registerMap(key, { type: "FeatureCollection", features });
  const layer = element.dataset.layer || data.layer;
  const hatch = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 4, color: t("--control"), backgroundColor: t("--sunken") };
  drawLegend(element, data.legends?.[layer]);
  return {
    tooltip: tooltip(t, { trigger: "item", formatter: ({ data: d }) => d && card(d.name, d.fact.value, d.fact.note) }),
    series: [{
      type: "map", map: key, nameProperty: "name", selectedMode: false, aspectScale: 1, layoutCenter: ["50%", "50%"],
      layoutSize: Math.min(width, element.clientHeight * 1.6) - 6,
      data: features.map(({ properties: p }) => {
        const fact = p.layers[layer] || { step: null }, none = fact.step == null;
        const fill = none ? t("--sunken") : t(`--s${fact.step}`);
        const ink = none || p.outside ? t("--ink") : t(`--s${fact.step}-t`);
        const label = { show: true, color: ink, fontSize: small ? 10 : 11, fontWeight: 600, lineHeight: 14, textBorderWidth: none ? 3 : 0, textBorderColor: none ? fill : "transparent",
          formatter: fact.value && fact.short !== "" && !none && !small ? `${p.short || p.name}\n${fact.short ?? fact.value}` : p.short || p.name };
        return { name: p.name, fact, label, itemStyle: { areaColor: fill, borderColor: t("--surface"), borderWidth: 1.5, decal: none ? hatch : null },
          emphasis: { label: { ...label, formatter: undefined }, itemStyle: { areaColor: fill, borderColor: t("--ink"), borderWidth: 2 } } };
      }),
      labelLayout: { hideOverlap: true },
    }],
  };
}

function line(_chart, data, t) {
  const high = data.high || data.low, wide = data.low.map((v, i) => high[i] - v);
  const axis = { color: t("--ink-3"), fontSize: 12 }, quiet = { type: "line", step: "middle", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 } };
  const said = (i) => (wide[i] ? `${number(data.low[i])}–${number(high[i])} ${data.unit}` : `${number(data.low[i])} ${data.unit}`);
  return {
    grid: { left: 32, right: 76, top: 16, bottom: 26 },
    tooltip: tooltip(t, { trigger: "axis", formatter: (p) => card(data.x[p[0].dataIndex], said(p[0].dataIndex)) }),
    xAxis: { type: "category", data: data.x, axisTick: { show: false }, axisLine: { lineStyle: { color: t("--line-strong") } }, axisLabel: axis },
    yAxis: { type: "value", min: 0, max: data.max, interval: data.interval, axisLabel: { ...axis, formatter: (v) => number(v) }, splitLine: { lineStyle: { color: t("--line") } } },
    series: [
      { ...quiet, data: data.low },
      { ...quiet, data: wide, areaStyle: { color: t("--nila"), opacity: 0.16 } },
      { type: "line", step: "middle", data: data.low, symbol: "circle", symbolSize: 6, lineStyle: { color: t("--nila"), width: 2 }, itemStyle: { color: t("--nila") },
        endLabel: { show: !!data.end, formatter: data.end, color: t("--ink"), fontWeight: 650, fontSize: 12 },
        markLine: data.mark && { silent: true, symbol: "none", lineStyle: { color: t("--ink"), type: "solid", width: 1.5 }, label: { formatter: data.mark.label, color: t("--ink"), fontWeight: 600, fontSize: 12 }, data: [{ yAxis: data.mark.at }] } },
    ],
  };
}

function radar(_chart, data, t) {
  const rule = { lineStyle: { color: t("--line") } };
  return {
    tooltip: tooltip(t, { formatter: ({ data: d }) => card(d.name, ...data.axes.map((a, i) => `${a}: ${number(d.value[i], data.decimals ?? 1)}`)) }),
    radar: { indicator: data.axes.map((name) => ({ name, max: data.max })), radius: "66%", center: ["50%", "52%"], splitNumber: 4, splitArea: { show: false }, splitLine: rule, axisLine: rule, axisName: { color: t("--ink-2"), fontSize: 11, fontWeight: 600 } },
    series: [{ type: "radar", symbolSize: 5, data: data.series.slice(0, 2).map((s, i) => ({
      name: s.name, value: s.values, symbol: i ? "rect" : "circle", itemStyle: { color: t(i ? "--ink-3" : "--nila") },
      lineStyle: { color: t(i ? "--ink-3" : "--nila"), width: i ? 1.5 : 2, type: i ? [4, 4] : "solid" }, areaStyle: i ? null : { color: t("--nila"), opacity: 0.08 } })) }],
  };
}

const kinds = { map, line, radar };

/* ── around the drawing ── */
function drawLegend(element, rows) {
  const list = element.closest("figure")?.querySelector(".legend");
  if (!list || !rows) return;
  list.replaceChildren(...rows.map((row) => {
    const item = document.createElement("li"), swatch = document.createElement("i");
    swatch.className = row.step == null ? "hatch" : `s${row.step}`;
    item.append(swatch, row.label);
    return item;
  }));
}

function simulationMark(chart, element, t) { // in the SVG itself, so that a saved picture keeps it
  const words = element.dataset.simulated;
  if (!words) return;
  const zr = chart.getZr(), { graphic } = window.echarts;
  if (chart.mark) zr.remove(chart.mark);
  const size = Math.max(12, Math.min(30, element.clientWidth * 0.035));
  chart.mark = new graphic.Text({ silent: true, z: 99, zlevel: 0, rotation: 0.19, x: element.clientWidth / 2, y: element.clientHeight / 2, originX: 0, originY: 0,
    style: { text: words, align: "center", verticalAlign: "middle", font: `650 ${size}px ${t("--font")}`, fill: t("--control"), opacity: 0.5 } });
  zr.add(chart.mark);
}

function draw(element) {
  const { chart, data } = charts.get(element), t = tokens();
  if (!element.clientWidth) return; // behind the table; drawn when it comes back
  chart.resize();
  chart.setOption({ ...base(t), ...kinds[element.dataset.chart](chart, data, t, element) }, true);
  simulationMark(chart, element, t);
}

async function start(element) {
  if (charts.has(element)) return;
  const data = JSON.parse(element.nextElementSibling.textContent);
  const echarts = await load(element).catch(() => null);
  if (!echarts) { element.closest(".fig")?.setAttribute("data-view", "table"); return; } // the twin says it all
  element.dataset.chartId = count++;
  const canvas = document.createElement("div");
  canvas.className = "chart__d";
  element.prepend(canvas);
  charts.set(element, { data, chart: echarts.init(canvas, null, { renderer: "svg", width: element.clientWidth, height: element.clientHeight }) });
  element.closest("figure")?.addEventListener("sp:layer", (e) => { element.dataset.layer = e.detail; draw(element); });
  new ResizeObserver(() => draw(element)).observe(element);
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); start(entry.target); }
}, { rootMargin: "200px" });
const watch = (part) => { for (const element of part.querySelectorAll("[data-chart]")) seen.observe(element); };
const redraw = () => {
  for (const [element, { chart }] of charts) if (element.isConnected) draw(element); else { chart.dispose(); charts.delete(element); }
};

watch(document);
document.addEventListener("htmx:afterSettle", (e) => { redraw(); watch(e.detail.elt || e.target); });
addEventListener("sp:theme", redraw);

/* Paper is light whatever the screen is. */
const { dataset } = document.documentElement;
addEventListener("beforeprint", () => { printed = dataset.theme || "light"; dataset.theme = "light"; redraw(); });
addEventListener("afterprint", () => { dataset.theme = printed; printed = undefined; redraw(); });
