import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigPath, ConfigProblem } from './problems.ts';
import { renderPath } from './problems.ts';

export interface Substituted {
  value: unknown;
  problems: ConfigProblem[];
  /** Rendered paths of the values that were nothing but one substitution: they may have been meant as a number. */
  whole: ReadonlySet<string>;
}

/**
 * Replaces `${NAME}` and `${file:path}` in every text of the config; `$${` stands for a literal `${`.
 *
 * It works on the parsed document, so that a substituted value can't add keys of its own.
 */
export async function substitute(
  document: unknown,
  sources: { env: Record<string, string | undefined>; projectRoot: string },
): Promise<Substituted> {
  const problems: ConfigProblem[] = [];
  const whole = new Set<string>();

  const value = await walk(document, []);
  return { value, problems, whole };

  async function walk(node: unknown, path: ConfigPath): Promise<unknown> {
    if (typeof node === 'string') return replaceIn(node, path);
    if (Array.isArray(node)) return Promise.all(node.map((item, index) => walk(item, [...path, index])));
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).map(async ([key, item]) => [key, await walk(item, [...path, key])] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  async function replaceIn(text: string, path: ConfigPath): Promise<string> {
    if (/^\$\{[^}]*\}$/.test(text)) whole.add(renderPath(path));
    let replaced = '';
    let end = 0;
    for (const match of text.matchAll(/\$\$\{|\$\{([^}]*)\}/g)) {
      replaced += text.slice(end, match.index);
      replaced += match[1] === undefined ? '${' : await lookUp(match[1].trim(), path);
      end = match.index + match[0].length;
    }
    return replaced + text.slice(end);
  }

  async function lookUp(name: string, path: ConfigPath): Promise<string> {
    if (name.startsWith('file:')) return contentOf(name.slice('file:'.length), path);
    const found = sources.env[name];
    if (found !== undefined) return found;
    const message = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? `needs the environment variable ${name}, which is not set; set it, or write it into .env`
      : `has a \${...} that names neither an environment variable nor a file: as in \${file:/run/secrets/x}`;
    problems.push({ path, message });
    return '';
  }

  async function contentOf(file: string, path: ConfigPath): Promise<string> {
    try {
      const content = await readFile(resolve(sources.projectRoot, file), 'utf8');
      return content.replace(/\r?\n$/, '');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      problems.push({ path, message: `needs the file ${file}, which can't be read (${code})` });
      return '';
    }
  }
}
