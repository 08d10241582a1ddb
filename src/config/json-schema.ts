import * as z from 'zod';
import { configSchema } from './schema.ts';

/** The JSON schema for editors, as text of `config/rollcall.schema.json`. */
export function renderJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'Rollcall config', ...schema }, null, 2)}\n`;
}
