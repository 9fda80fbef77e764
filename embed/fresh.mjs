// Fails when the committed dist/ is not what the sources build to.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const built = mkdtempSync(path.join(tmpdir(), "proffer-fresh-"));
try {
  execFileSync(process.execPath, [path.join(here, "build.mjs"), built], { stdio: "inherit" });
  const names = [...new Set([...readdirSync(dist), ...readdirSync(built)])].sort();
  const same = (name) => {
    try {
      return readFileSync(path.join(dist, name)).equals(readFileSync(path.join(built, name)));
    } catch {
      return false;
    }
  };
  const stale = names.filter((name) => !same(name));
  if (stale.length > 0) {
    console.error(
      `embed/dist is stale: ${stale.join(", ")}. Run \`npm run build\` in embed and commit dist.`,
    );
    process.exitCode = 1;
  } else {
    console.log("embed/dist is fresh");
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}
