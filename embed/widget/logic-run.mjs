// The widget's path and rules without the widget, for the differential test of the Go engine
// (engine/differential_test.go): one case a line on the standard input, one result a line on the output.
//
//   case:   {"form": the public form, "answers": {}, "env": what rules see besides, "scores": [], "computed": []}
//   result: {"shown": [question ids], "answers": what may be sent, "choices": {question: [names]},
//            "scores": {}, "computed": {}}, or {"error": "..."}
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

// Bundled in memory: Node itself reads TypeScript only in its newest versions.
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("src/path.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
});
const { walk } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

function run({ form, answers, env, scores, computed }) {
  const { seen, answers: sent, scope } = walk(form, Object.assign(Object.create(null), answers), env);
  const all = (names, root) =>
    Object.fromEntries(names.map((name) => [name, scope(`${root}.${name}`) ?? null]));
  return {
    shown: seen.map(({ question }) => question.id),
    answers: sent,
    choices: Object.fromEntries(
      seen.map(({ question, choices }) => [question.id, choices.map(({ value }) => `${value}`)]),
    ),
    scores: all(scores, "score"),
    computed: all(computed, "computed"),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    result = run(JSON.parse(line));
  } catch (error) {
    result = { error: String(error?.stack ?? error).replace(/data:[^)]*base64,[^:)]*/g, "path.ts") };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
