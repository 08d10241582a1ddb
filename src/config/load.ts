import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { AppError } from '../domain/app-error.ts';
import { checkAcross } from './check-across.ts';
import type { Config } from './config.ts';
import { readEnvFile } from './env-file.ts';
import type { ConfigPath } from './problems.ts';
import { describeIssue, invalidConfig, problemsOf, renderPath } from './problems.ts';
import { resolveConfig } from './resolve-config.ts';
import { configSchema } from './schema.ts';
import { substitute } from './substitute.ts';

export interface LoadOptions {
  /** From `--config`; else `ROLLCALL_CONFIG`, else `config/rollcall.yaml`. */
  path?: string | undefined;
  env: Record<string, string | undefined>;
}

/**
 * Reads, checks and freezes the config.
 *
 * @throws AppError `config-missing`, `config-unreadable`, or `config-invalid` with every problem at once
 */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  const path = resolve(options.path ?? options.env.ROLLCALL_CONFIG ?? join('config', 'rollcall.yaml'));
  const projectRoot = projectRootOf(path);
  const { document, lineOf } = parseYaml(path, await readConfigFile(path));
  const envFile = await readEnvFile(join(projectRoot, '.env'));
  const env = { ...envFile.values, ...options.env };

  const { value, problems, whole } = await substitute(document, { env, projectRoot });
  const parsed = parseConfig(value, whole);
  if (!parsed.success) problems.push(...withoutRepeats(problemsOf(parsed.error), problems));
  problems.push(...withoutRepeats(checkAcross(value, projectRoot), problems));
  if (!parsed.success || problems.length > 0) throw invalidConfig(path, problems, lineOf);

  return deepFreeze(resolveConfig(parsed.data, { path, projectRoot, env, warnings: envFile.warnings }));
}

/** The parent of the `config` directory that holds the file; if it lies in no such directory, its own. */
export function projectRootOf(configPath: string): string {
  const directory = dirname(resolve(configPath));
  return basename(directory) === 'config' ? dirname(directory) : directory;
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AppError('config-missing', `There is no config at ${path}.`, {
        hint: 'Run "rollcall init" to have one written here, or name yours with --config.',
        cause,
      });
    }
    throw new AppError('config-unreadable', `The config ${path} can't be read: ${(cause as Error).message}.`, {
      hint: 'Let the user that runs Rollcall read the file.',
      cause,
    });
  }
}

function parseYaml(path: string, text: string): { document: unknown; lineOf: (path: ConfigPath) => number | null } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => ({ path: [], message, at: pos[0] }));
    const lines = faults.map(({ message, at }) => `  line ${lineCounter.linePos(at).line}: ${message}`);
    throw new AppError('config-invalid', [`${path} is not valid YAML:`, ...lines].join('\n'), {
      hint: 'Mind the indentation (spaces, no tabs) and put text with ": " or "#" in it into quotes.',
    });
  }
  const lineOf = (at: ConfigPath): number | null => {
    for (let length = at.length; length > 0; length -= 1) {
      const node = document.getIn(at.slice(0, length), true);
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
    }
    return null;
  };
  return { document: document.toJS() ?? {}, lineOf };
}

/** A value that is one whole substitution is text; where a number, true or false is wanted, it is read as such. */
function parseConfig(value: unknown, whole: ReadonlySet<string>) {
  const first = configSchema.safeParse(value, { error: describeIssue });
  if (first.success) return first;
  let converted = false;
  for (const issue of first.error.issues) {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code !== 'invalid_type' || !whole.has(renderPath(path))) continue;
    converted = convertAt(value, path) || converted;
  }
  return converted ? configSchema.safeParse(value, { error: describeIssue }) : first;
}

function convertAt(document: unknown, path: ConfigPath): boolean {
  const name = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], document);
  const holder = parent as Record<string, unknown>;
  const text = name === undefined ? undefined : holder[name];
  if (name === undefined || typeof text !== 'string') return false;
  if (text === 'true' || text === 'false') holder[name] = text === 'true';
  else if (/^-?\d+(\.\d+)?$/.test(text)) holder[name] = Number(text);
  return typeof holder[name] !== 'string';
}

/** A path is told of once: what is missing because its substitution failed has been told already. */
function withoutRepeats<T extends { path: ConfigPath }>(
  found: readonly T[],
  told: readonly { path: ConfigPath }[],
): T[] {
  const paths = new Set(told.map((problem) => renderPath(problem.path)));
  return found.filter((problem) => !paths.has(renderPath(problem.path)));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
