import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles src, with what it imports from node_modules, into dist or the directory that is named. As 900 files that Node.js
// looks up, reads and links one by one they took 0.17 s more of an import than as 14.
const checkout = fileURLToPath(new URL('.', import.meta.url));
const dist = resolve(process.argv[2] ?? join(checkout, 'dist'));

const { outputFiles } = await build({
  absWorkingDir: checkout,
  outdir: dist,
  // All but main.js lies one folder deep, as in src: what a module names relative to itself is found from either.
  entryPoints: {
    main: 'src/main.ts',
    'lib/roster-thread': 'src/app/roster-thread.ts',
    'lib/sqlite-worker': 'src/store/sqlite-worker.ts',
  },
  chunkNames: 'lib/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.22',
  // The first two have native parts. The others are drivers that knex could use, but Rollcall doesn't.
  external: ['better-sqlite3', 'ssh2-sftp-client', 'mysql', 'sqlite3'],
  plugins: [{ name: 'no-dialects-by-name', setup: leaveOutDialects }],
  // CommonJS that is bundled asks for Node's own modules by a `require` that modules don't have.
  banner: {
    js: "import { createRequire as createRequireOfChunk } from 'node:module';const require = createRequireOfChunk(import.meta.url);",
  },
  // One character beyond Latin-1, be it in a comment, and V8 keeps a file with two bytes for each of its characters:
  // with comments an idle daemon has 5 MB more. Names are kept, so that a stack trace tells what was going on.
  charset: 'ascii',
  minifyWhitespace: true,
  lineLimit: 160,
  logLevel: 'warning',
  write: false,
});

// Also removes what V8 has compiled of the last build (src/cli/compile-cache.ts).
await rm(dist, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
await chmod(join(dist, 'main.js'), 0o755);

/** knex looks for a dialect where it is given a name. Rollcall gives it classes (src/store/*-client.ts). */
function leaveOutDialects({ onResolve }) {
  onResolve({ filter: /^\.\/[a-z0-9-]+$/ }, ({ importer, path }) =>
    importer.endsWith(join('knex', 'lib', 'dialects', 'index.js')) ? { path, external: true } : undefined,
  );
}
