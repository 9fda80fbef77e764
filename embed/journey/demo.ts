// The real binary, running its demo on free ports, for a browser to use.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Demo {
  /** What the demo printed, by its label: Shop, Quiz, Poll, Data, Account. */
  links: Record<string, string>;
  /** Everything that it has printed and logged so far. */
  output(): string;
  /** The folder in which it keeps its store, vault and keys. */
  data: string;
  /** Whether any file of that folder holds this text, and which. */
  holding(text: string): string[];
  stop(): Promise<void>;
}

const root = new URL("../../", import.meta.url).pathname;

/** Builds the binary once and returns its path. */
export function build(folder: string): string {
  const binary = join(folder, "proffer");
  execFileSync("go", ["build", "-o", binary, "./cmd/proffer"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return binary;
}

export function temporary(): string {
  return mkdtempSync(join(tmpdir(), "proffer-journey-"));
}

export async function startDemo(binary: string): Promise<Demo> {
  const folder = temporary();
  const data = join(folder, "data");
  const child = spawn(binary, ["demo", "--listen", "127.0.0.1:0", "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  child.stderr.on("data", (chunk) => (printed += chunk));
  await until(
    () => /^Account\s+\S+\n/m.test(printed) || child.exitCode !== null,
    30_000,
    () => `the demo printed no links:\n${printed}`,
  );
  const links = Object.fromEntries(
    [...printed.matchAll(/^(Shop|Quiz|Poll|Data|Account)\s+(\S+)$/gm)].map(([, label, url]) => [
      label!,
      url!,
    ]),
  );
  return {
    links,
    data,
    output: () => printed,
    holding: (text) => files(data).filter((file) => readFileSync(file).includes(text)),
    stop: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Preview {
  /** Where its pages are. */
  site: string;
  stop(): Promise<void>;
}

/** The preview of a folder of one's own, which follows what is saved there. */
export async function startPreview(binary: string, brands: string): Promise<Preview> {
  const child = spawn(binary, ["demo", "--watch", "--brands", brands, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  child.stderr.on("data", (chunk) => (printed += chunk));
  const site = () => /^Preview\s+(\S+)\/\n/m.exec(printed)?.[1];
  await until(
    () => !!site() || child.exitCode !== null,
    30_000,
    () => `the preview printed no address:\n${printed}`,
  );
  return { site: site()!, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await gone;
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Waits for something to become true, and says what did not. */
export async function until(holds: () => boolean, within: number, complaint: () => string): Promise<void> {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
