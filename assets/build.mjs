// Build the files of pages into ../static: the style sheet, scripts, fonts and htmx. `make assets` runs this.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import subsetFont from "subset-font";
import { writeShapes } from "./map.mjs";
import { writePdfFonts } from "./pdf-fonts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
mkdirSync(join(out, "fonts"), { recursive: true });

// Only the weights that the pages use, and only the characters for which fonts.css loads a file: 9 kB less at first load.
const families = {
  newsreader: ["@fontsource/newsreader/files/newsreader-SET-600-normal.woff2", {}],
  "source-sans-3": ["@fontsource-variable/source-sans-3/files/source-sans-3-SET-wght-normal.woff2", { wght: { min: 400, max: 600 } }],
};
const faces = readFileSync(join(here, "fonts.css"), "utf8").matchAll(/url\("fonts\/(newsreader|source-sans-3)-([\w-]+)\.woff2"\).*unicode-range: ([^;]+);/g);
for (const [, family, set, ranges] of faces) {
  const [source, variationAxes] = families[family];
  const font = readFileSync(join(here, "node_modules", source.replace("SET", set)));
  const subset = await subsetFont(font, characters(ranges), { targetFormat: "woff2", variationAxes });
  writeFileSync(join(out, `fonts/${family}-${set}.woff2`), subset);
}

function characters(ranges) {
  return [...ranges.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(([, first, last = first]) => {
    const [start, end] = [parseInt(first, 16), parseInt(last, 16)];
    return String.fromCodePoint(...Array.from({ length: end - start + 1 }, (_, number) => start + number));
  }).join("");
}

copyFileSync(join(here, "node_modules/htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
await writePdfFonts(join(here, "node_modules"), join(out, "pdf-fonts"));
writeShapes(join(here, "node_modules/world-atlas/countries-50m.json"), join(out, "countries.json"));
copyFileSync(join(here, "icon.svg"), join(out, "icon.svg"));
// Scripts are a tenth of what a page of the workspace loads: minified, they are a third smaller.
for (const name of ["site.js", "unsent.js", "copy.js", "event.js", "workspace.js", "agenda.js", "slides.js", "mission-work.js", "journey.js", "offline.js", "offline-worker.js", "pictures.js"]) {
  const { code } = transformSync(readFileSync(join(here, name), "utf8"), { minify: true, target: "es2022" });
  writeFileSync(join(out, name), code);
}

// Only the pages of the workspace load workspace.css, so participants on slow connections do not.
for (const name of ["plenary.css", "programme-pages.css", "embed.css", "events.css", "calendar.css", "workspace.css", "agenda.css", "mission-work.css", "missions.css", "travel.css", "visits.css", "meetings.css", "library.css"]) {
  execFileSync(process.execPath, [join(here, "node_modules/@tailwindcss/cli/dist/index.mjs"), "-i", name, "-o", join(out, name), "--minify"], { cwd: here, stdio: "inherit" });
}
