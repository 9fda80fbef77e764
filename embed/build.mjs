// Builds the four files the Go package embeds. The same sources and the same lock file give the same
// bytes: `npm run fresh` relies on it.
//
//   node build.mjs [folder] [--open]
//
// folder: where to write, default dist. --open: the widget's shadow root is open, for tests only.
import { build } from "esbuild";
import { minify } from "rolldown/utils";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { inner } from "./inner.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const open = args.includes("--open");
const out = path.resolve(here, args.find((arg) => !arg.startsWith("--")) ?? "dist");

// A style sheet imported by a script becomes its minified text: the widget makes a constructable
// sheet of it, which no Content-Security-Policy stands in the way of.
const styleText = {
  name: "style-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async (args) => {
      const { outputFiles } = await build({
        entryPoints: [args.path],
        bundle: true,
        minify: true,
        write: false,
        target: "es2022",
      });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

const common = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  define: { OPEN_ROOT: String(open) },
};

await build({
  ...common,
  entryPoints: { proffer: "widget/src/proffer-form.tsx" },
  plugins: [styleText],
  mangleProps: new RegExp(`^(${inner.join("|")})$`),
});

// A second minifier finds what the bundler's leaves: about 400 of the 18,000 bytes.
const widget = path.join(out, "proffer.js");
const { code, errors } = await minify(widget, await readFile(widget, "utf8"), {
  module: true,
  compress: { target: "es2022" },
});
if (errors.length > 0) throw new Error(errors[0].message);
await writeFile(widget, open ? code : shortened(code));

// Classes begin with "c-" in style sheet and elements alike, and in nothing else. They are nobody's but the
// widget's own, so one letter or two do: about 150 bytes. A build for tests keeps them.
function shortened(text) {
  const often = new Map();
  for (const [name] of text.matchAll(/\bc-[a-z]+/g)) often.set(name, (often.get(name) ?? 0) + 1);
  const names = [...often.keys()].sort((a, b) => often.get(b) - often.get(a));
  // 10 is "a" to the base 36, 360 is "a0".
  const short = (name) =>
    ((index) => (index < 26 ? index + 10 : index + 334).toString(36))(names.indexOf(name));
  return text.replace(/\bc-[a-z]+/g, short);
}

await build({
  ...common,
  entryPoints: { hosted: "pages/hosted.ts", privacy: "pages/privacy.tsx", page: "pages/page.css" },
});
