// Fails when the widget outgrows what a website is asked to load. Compressors differ by a few bytes: counted is
// gzip itself, with the file's name as it writes it, where the machine has it, and else Node's, which comes out about 30 bytes smaller.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limit = 18_000;
const path = new URL("dist/proffer.js", import.meta.url).pathname;
const widget = readFileSync(path);
const { stdout, status } = spawnSync("gzip", ["-9c", path]);
const bytes = Math.max(status === 0 ? stdout.length : 0, gzipSync(widget, { level: 9 }).length);
console.log(`dist/proffer.js: ${bytes} bytes at gzip -9, limit ${limit}`);
if (bytes > limit) {
  console.error("The widget is too large: see embed/README.md, Size.");
  process.exitCode = 1;
}
