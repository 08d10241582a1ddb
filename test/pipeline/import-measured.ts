// Imports one file and tells what became of it and how much memory it took: node import-measured.ts CONFIG FEED FILE BUILT-MAIN
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/runtime/log.ts';
import { useBuiltThreads } from '../fixtures/use-built-threads.ts';

const [path = '', feed = '', file = '', builtMain = ''] = process.argv.slice(2);
useBuiltThreads(builtMain);
const config = await loadConfig({ path, env: {} });
const app = await createApp(config, { log: createLog('warn'), clock: () => new Date('2025-06-02T06:00:00.000Z') });
await app.files({});
const before = process.memoryUsage().heapUsed;
let peak = before;
const sampling = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().heapUsed);
}, 20);
const { fileId, status, rows, issueCounts, issues, plan } = await app.import(file, feed, { changes: 10 });
clearInterval(sampling);
await app.close();
const heapGrowthMb = Math.round((peak - before) / 2 ** 20);
process.stdout.write(JSON.stringify({ fileId, status, rows, issueCounts, kept: issues.length, plan, heapGrowthMb }));
