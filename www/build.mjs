// Bundles the security console and the demo checkout into dist/. The loader has its own build.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const www = dirname(fileURLToPath(import.meta.url));
const COMPRESSIBLE = new Set([".html", ".js", ".css", ".svg"]);

/** Bundles one entry with its styles; answers the hashed file names. */
async function bundle(entry, out, name) {
  const result = await build({
    absWorkingDir: www,
    entryPoints: { [name]: entry },
    outdir: out,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome110", "firefox110", "safari16"],
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(result.metafile.outputs).map((path) => basename(path));
  return { script: files.find((file) => file.endsWith(".js")), style: files.find((file) => file.endsWith(".css")) };
}

/** Writes the page with the bundle's hashed names in place of the plain ones. */
async function page(source, out, replacements) {
  let html = await readFile(source, "utf8");
  for (const [plain, hashed] of Object.entries(replacements)) {
    if (!html.includes(plain)) throw new Error(`${source} does not mention ${plain}`);
    html = html.replaceAll(plain, hashed);
  }
  await writeFile(join(out, "index.html"), html.replace(/\n\s+/g, "\n"));
}

/** The licences of what is bundled travel with it. */
async function licences(out, packages) {
  const texts = await Promise.all(
    packages.map(async (name) => `${name}\n\n${await readFile(join(www, "node_modules", name, "LICENSE"), "utf8")}`),
  );
  const text = texts.join("\n\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Licences</title>`;
  await writeFile(join(out, "licences.html"), `${head}<pre>${text}</pre>`);
}

/** Writes a `.br` twin of every compressible file, but not of a page the server fills in. */
async function compress(out, filledIn = []) {
  for (const name of await readdir(out)) {
    if (!COMPRESSIBLE.has(extname(name)) || filledIn.includes(name)) continue;
    const bytes = await readFile(join(out, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const packed = brotliCompressSync(bytes, { params });
    await writeFile(join(out, `${name}.br`), packed);
    process.stdout.write(`${join(basename(out), name)}  ${bytes.length} bytes, brotli ${packed.length}\n`);
  }
}

async function emptied(name) {
  const out = join(www, "dist", name);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  return out;
}

async function buildConsole() {
  const out = await emptied("console");
  const { script, style } = await bundle("console/main.tsx", out, "app");
  await page(join(www, "console/index.html"), out, { "app.js": script, "app.css": style });
  await copyFile(join(www, "console/icon.svg"), join(out, "icon.svg"));
  await licences(out, ["preact", "@preact/signals", "@preact/signals-core", "uplot"]);
  await compress(out);
}

async function buildDemo() {
  const out = await emptied("demo");
  const { script, style } = await bundle("demo/shop.ts", out, "shop");
  await page(join(www, "demo/index.html"), out, { "shop.js": script, "shop.css": style });
  const images = join(www, "demo/images");
  for (const name of await readdir(images)) await copyFile(join(images, name), join(out, name));
  await compress(out, ["index.html"]);
}

await buildConsole();
await buildDemo();
