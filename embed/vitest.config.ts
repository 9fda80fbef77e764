import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["widget/test/*.test.ts"], exclude: ["widget/test/browser*.test.ts"] },
});
