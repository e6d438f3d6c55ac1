// Draws each <canvas data-chart data-table data-series> from the table it names: the table is the data and the text
// alternative. Without JavaScript the table stands open and the canvas is not there.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const columns = (words) => (words ? words.split(" ").map(Number) : []);
const heading = (table, index) => table.tHead.rows[0].cells[index].textContent.trim();
// A month and its year stand on two lines, so that twelve of them fit.
const inLines = (words) => (/^\S+ \d{4}$/.test(words) ? words.split(" ") : words);
const labels = (table) => [...table.tBodies[0].rows].map((row) => inLines(row.cells[0].textContent.trim()));
// What is not told has no value and leaves a gap: it is not nought.
const numbers = (table, index) =>
  [...table.tBodies[0].rows].map(({ cells }) => (cells[index].dataset.value ? Number(cells[index].dataset.value) : null));

const bars = (table, index, at) => ({
  label: heading(table, index),
  data: numbers(table, index),
  backgroundColor: css(at ? "--wz-warn-mid" : "--wz-brand-mid"),
  barPercentage: 0.7,
  maxBarThickness: 36,
});
const line = (table, index) => ({
  label: heading(table, index),
  data: numbers(table, index),
  borderColor: css("--wz-brand-ink"),
  backgroundColor: css("--wz-surface"),
  borderWidth: 2.5,
  pointRadius: 3,
});
const edge = (table, index, fill) => ({
  label: heading(table, index),
  data: numbers(table, index),
  borderWidth: 0,
  pointRadius: 0,
  fill,
  backgroundColor: css("--wz-brand-soft"),
});

function draw(canvas) {
  const table = document.getElementById(canvas.dataset.table);
  const kind = canvas.dataset.chart;
  const series = columns(canvas.dataset.series);
  const [low, high] = columns(canvas.dataset.band);
  const datasets = series.map((index, at) => (kind === "line" ? line(table, index) : bars(table, index, at)));
  if (low) datasets.push(edge(table, high, "+1"), edge(table, low, false));
  const stacked = kind === "stack";
  canvas.parentElement.hidden = false;
  new Chart(canvas, {
    type: kind === "line" ? "line" : "bar",
    data: { labels: labels(table), datasets },
    options: {
      maintainAspectRatio: false,
      plugins: { legend: { display: series.length > 1, position: "bottom", labels: { boxWidth: 10, boxHeight: 10 } } },
      scales: {
        x: { stacked, grid: { display: false }, border: { color: css("--wz-line") } },
        y: {
          stacked,
          beginAtZero: kind !== "line",
          grid: { color: css("--wz-line") },
          border: { display: false },
          ticks: { maxTicksLimit: 5, precision: 0 },
        },
      },
    },
  });
}

Chart.defaults.font.family = css("--wz-font");
Chart.defaults.font.size = 12;
Chart.defaults.color = css("--wz-ink-2");
Chart.defaults.locale = document.documentElement.lang;
Chart.defaults.animation = matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 200 };
document.querySelectorAll("canvas[data-chart]").forEach(draw);
document.querySelectorAll("details[data-figures]").forEach((figures) => (figures.open = false));
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
