// Bundles src/ into dist/, which is committed so that nobody who runs the sandbox needs Node.
import { createHash } from "node:crypto";
import { copyFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build, context } from "esbuild";

const OPTIONS = {
  entryPoints: { app: "src/main.tsx" },
  outdir: "dist",
  assetNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
};
const BUNDLED = ["preact", "marked", "emojibase-data", "@fontsource/lato"];

/** Hash of all that the bundle is made from; tests/browser/test_bundle.py computes the same. */
async function hashOfSources() {
  const below = await readdir("src", { recursive: true, withFileTypes: true });
  const files = below
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const path of [...files, "build.mjs", "package-lock.json", "tsconfig.json"].sort()) {
    hash
      .update(`${path}\0`)
      .update(await readFile(path))
      .update("\0");
  }
  return hash.digest("hex");
}

/** The licences of what the bundle contains, as these ask for. */
async function licences() {
  const texts = BUNDLED.map(async (name) => {
    const folder = join("node_modules", name);
    const file = (await readdir(folder)).find((entry) => /^licen[sc]e/i.test(entry));
    return `${name}\n\n${await readFile(join(folder, file), "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

async function bundle() {
  await rm("dist", { recursive: true, force: true });
  await build(OPTIONS);
  await copyFile("src/index.html", "dist/index.html");
  await writeFile("dist/LICENSES.txt", await licences());
  await writeFile("dist/sources.sha256", `${await hashOfSources()}\n`);
  const axe = "node_modules/axe-core/axe.min.js";
  await copyFile(axe, join("../../../tests/browser", basename(axe)));
}

if (process.argv.includes("--watch")) {
  await (await context({ ...OPTIONS, minify: false, sourcemap: "inline" })).watch();
} else {
  await bundle();
}
