// Cut the fonts of PDFs to the scripts of the languages, as TrueType: Typst reads no WOFF2. All are Noto Sans (OFL 1.1).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";

const LATIN = [[0x20, 0x7e], [0xa0, 0x24f], [0x300, 0x329], [0x370, 0x3ff], [0x400, 0x4ff], [0x1e00, 0x1eff], [0x2010, 0x203a], [0x20a0, 0x20bf], [0x2122, 0x2122]];
const WEIGHTS = { 400: "400Regular/NotoSans_400Regular", 700: "700Bold/NotoSans_700Bold" };
// The package, the name of its subset, and the Unicode ranges.
const SCRIPTS = [
  ["khmer", "khmer", [[0x1780, 0x17ff], [0x19e0, 0x19ff], [0x200b, 0x200d], [0x25cc, 0x25cc]]],
  ["lao", "lao", [[0xe80, 0xeff], [0x200b, 0x200d], [0x25cc, 0x25cc]]],
  ["myanmar", "myanmar", [[0x1000, 0x109f], [0x200b, 0x200d], [0x25cc, 0x25cc]]],
  ["thai", "thai", [[0xe00, 0xe7f], [0x200b, 0x200d], [0x25cc, 0x25cc]]],
  ["arabic", "arabic", [[0x600, 0x6ff], [0x750, 0x77f], [0x200b, 0x200f]]],
  ["hebrew", "hebrew", [[0x590, 0x5ff], [0x200b, 0x200f]]],
];
const JAPANESE = [[0x3000, 0x30ff], [0xff00, 0xffef]];

export async function writePdfFonts(modules, target) {
  mkdirSync(target, { recursive: true });
  const cut = async (source, text, name) => writeFileSync(join(target, name), await subsetFont(readFileSync(join(modules, source)), text, { targetFormat: "sfnt" }));
  for (const weight of [400, 700]) {
    await cut(`@expo-google-fonts/noto-sans/${WEIGHTS[weight]}.ttf`, characters(LATIN), `noto-sans-${weight}.ttf`);
    for (const [script, set, ranges] of SCRIPTS)
      await cut(`@fontsource/noto-sans-${script}/files/noto-sans-${script}-${set}-${weight}-normal.woff2`, characters(ranges), `noto-sans-${script}-${weight}.ttf`);
  }
  await cut("@fontsource/noto-sans-jp/files/noto-sans-jp-japanese-400-normal.woff2", characters(JAPANESE) + frequentKanji(), "noto-sans-jp-400.ttf");
}

function characters(ranges) {
  return ranges.map(([first, last]) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, number) => first + number))).join("");
}

// The 2,965 kanji of JIS X 0208, level 1. Rarer ones come from the fonts of the system, if it has them.
function frequentKanji() {
  const decoder = new TextDecoder("shift_jis", { fatal: false });
  let found = "";
  for (let row = 0x88; row <= 0x98; row++)
    for (let cell = row === 0x88 ? 0x9f : 0x40; cell <= (row === 0x98 ? 0x72 : 0xfc); cell++)
      if (cell !== 0x7f) found += decoder.decode(new Uint8Array([row, cell]));
  return found.replaceAll("\ufffd", "");
}
