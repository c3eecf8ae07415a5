// Sizes after gzip: the shell with the first page, every other route, and the charts that load late.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = { main: 360, route: 60, charts: 220 };
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const sizes = new Map();

function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length);
  return sizes.get(file);
}

function closure(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

const kb = (keys) => [...keys].reduce((sum, key) => sum + size(manifest[key].file), 0) / 1024;
const main = closure("index.html");
const routes = Object.entries(manifest).filter(([, chunk]) => chunk.isDynamicEntry);
const users = new Map();
for (const [key] of routes) for (const part of closure(key)) users.set(part, (users.get(part) ?? 0) + 1);
const first = new Set([...main, ...closure("src/features/overview/index.tsx")]);
const report = [["shell with the first page", kb(first), BUDGET.main]];
for (const [key] of routes) {
  // What several routes share (tables, forms) is loaded once for all of them; a route answers for its own part.
  const own = [...closure(key)].filter((part) => !main.has(part) && (part === key || users.get(part) === 1));
  report.push([key, kb(own), /echarts/i.test(key) ? BUDGET.charts : BUDGET.route]);
}
let failed = false;
for (const [name, value, most] of report) {
  const over = value > most;
  failed ||= over;
  console.log(`${over ? "OVER " : "     "}${value.toFixed(1).padStart(7)} KB of ${most}  ${name}`);
}
console.log(`     ${kb(main).toFixed(1).padStart(7)} KB        the shell alone, for information`);
process.exit(failed ? 1 : 0);
