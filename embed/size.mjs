// Fails when the widget outgrows what a website is asked to load.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limit = 18_000;
const bytes = gzipSync(readFileSync(new URL("dist/proffer.js", import.meta.url)), { level: 9 }).length;
console.log(`dist/proffer.js: ${bytes} bytes at gzip -9, limit ${limit}`);
if (bytes > limit) {
  console.error("The widget is too large: see embed/README.md, Size.");
  process.exitCode = 1;
}
