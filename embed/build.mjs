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

// Names that only the widget's own modules speak, to each other: they are shortened. None may be a word of
// the wire, of what stays on the device, or of the DOM.
const own =
  "_\\w+ about announce anew busy canRemember centre choose chosen describedBy dispose emit enter filled forget inOrder invalid keepForLater noDecline passing remembered renew respond revealed shown sendable steps tapped told touched unchanged unsent unsigned untold wishes withoutContact".split(
    " ",
  );
const wire = await readFile(path.join(here, "widget/src/wire.ts"), "utf8");
for (const name of own)
  if (new RegExp(`^ +${name}\\??:`, "m").test(wire)) throw new Error(`${name} is a word of the wire`);

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
  mangleProps: new RegExp(`^(${own.join("|")})$`),
  plugins: [styleText],
});

// A second minifier finds what the bundler's leaves: about 400 of the 18,000 bytes.
const widget = path.join(out, "proffer.js");
const { code, errors } = await minify(widget, await readFile(widget, "utf8"), {
  module: true,
  compress: { target: "es2022" },
});
if (errors.length > 0) throw new Error(errors[0].message);
await writeFile(widget, code);

await build({
  ...common,
  entryPoints: { hosted: "pages/hosted.ts", privacy: "pages/privacy.tsx", page: "pages/page.css" },
});
