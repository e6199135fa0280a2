// Bundles our own modules and styles into src/watchkeeper/web/static/dist, named by content,
// with a manifest that the templates read; and the outlines of the world for maps.
import { build } from "esbuild";
import { rm, writeFile, mkdir } from "node:fs/promises";
import { basename } from "node:path";
import { world } from "./world.mjs";

const out = "src/watchkeeper/web/static/dist";

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  entryPoints: ["assets/js/app.js", "assets/css/app.css"],
  entryNames: "[name]-[hash]",
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  metafile: true,
  legalComments: "linked",
  logLevel: "warning",
});
const manifest = {};
for (const [path, made] of Object.entries(result.metafile.outputs)) {
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(path);
}
await writeFile(`${out}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n");
await writeFile(`${out}/world.json`, JSON.stringify(await world()) + "\n");
