// Writes config/rollcall.schema.json: node src/config/write-schema.ts
import { writeFile } from 'node:fs/promises';
import { renderJsonSchema } from './json-schema.ts';

await writeFile(new URL('../../config/rollcall.schema.json', import.meta.url), renderJsonSchema());
