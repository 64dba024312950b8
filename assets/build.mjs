// Build the files of pages into ../static: the style sheet, scripts, fonts and htmx. `make assets` runs this.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
mkdirSync(join(out, "fonts"), { recursive: true });

const fonts = "node_modules/@fontsource-variable";
for (const set of ["latin", "latin-ext", "vietnamese"]) {
  copyFileSync(join(here, `node_modules/@fontsource/newsreader/files/newsreader-${set}-600-normal.woff2`), join(out, `fonts/newsreader-${set}.woff2`));
  copyFileSync(join(here, fonts, `source-sans-3/files/source-sans-3-${set}-wght-normal.woff2`), join(out, `fonts/source-sans-3-${set}.woff2`));
}
copyFileSync(join(here, "node_modules/htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
for (const name of ["site.js", "icon.svg"]) copyFileSync(join(here, name), join(out, name));

execFileSync(process.execPath, [join(here, "node_modules/@tailwindcss/cli/dist/index.mjs"), "-i", "plenary.css", "-o", join(out, "plenary.css"), "--minify"], { cwd: here, stdio: "inherit" });
