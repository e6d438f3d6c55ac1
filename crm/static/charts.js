// Draws each <canvas data-chart data-table data-series> from the table it names: the table is the data and the text
// alternative. Without JavaScript the table stands open and the canvas is not there.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const columns = (words) => (words ? words.split(" ").map(Number) : []);
const heading = (body, index) => body.parentElement.tHead.rows[0].cells[index].textContent.trim();
// A month and its year stand on two lines, so that twelve of them fit.
const inLines = (words) => (/^\S+ \d{4}$/.test(words) ? words.split(" ") : words);
const filled = (body) => [...body.rows].filter((row) => !row.classList.contains("under"));
const labels = (body) => filled(body).map((row) => inLines(row.cells[0].textContent.trim()));
// What is not told has no value and leaves a gap: it is not nought.
const numbers = (body, index) =>
  filled(body).map(({ cells }) => (cells[index].dataset.value ? Number(cells[index].dataset.value) : null));

const bars = (body, index, at) => ({
  label: heading(body, index),
  data: numbers(body, index),
  backgroundColor: css(at ? "--wz-warn-mid" : "--wz-brand-mid"),
  barPercentage: 0.7,
  maxBarThickness: 36,
});
const line = (body, index) => ({
  label: heading(body, index),
  data: numbers(body, index),
  borderColor: css("--wz-brand-ink"),
  backgroundColor: css("--wz-surface"),
  borderWidth: 2.5,
  pointRadius: 3,
});
const edge = (body, index, fill) => ({
  label: heading(body, index),
  data: numbers(body, index),
  borderWidth: 0,
  pointRadius: 0,
  fill,
  backgroundColor: css("--wz-brand-soft"),
});

function draw(canvas) {
  const body = document.getElementById(canvas.dataset.table).tBodies[canvas.dataset.body ?? 0];
  const kind = canvas.dataset.chart;
  const series = columns(canvas.dataset.series);
  const [low, high] = columns(canvas.dataset.band);
  const datasets = series.map((index, at) => (kind === "line" ? line(body, index) : bars(body, index, at)));
  if (low) datasets.push(edge(body, high, "+1"), edge(body, low, false));
  const stacked = kind === "stack";
  const lies = kind === "each";
  canvas.closest("[hidden]").hidden = false;
  new Chart(canvas, {
    type: kind === "line" ? "line" : "bar",
    data: { labels: labels(body), datasets },
    options: {
      maintainAspectRatio: false,
      indexAxis: lies ? "y" : "x",
      plugins: { legend: { display: series.length > 1, position: "bottom", labels: { boxWidth: 10, boxHeight: 10 } } },
      scales: {
        [lies ? "y" : "x"]: { stacked, grid: { display: false }, border: { color: css("--wz-line") } },
        [lies ? "x" : "y"]: {
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
