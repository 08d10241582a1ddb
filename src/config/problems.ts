import type { z } from 'zod';
import { AppError } from '../domain/app-error.ts';

export type ConfigPath = readonly (string | number)[];

/** One thing that is wrong with the config. */
export interface ConfigProblem {
  path: ConfigPath;
  /** What is wrong and what to write instead, to be read behind the path. */
  message: string;
}

/** Zod's issues as problems; each unknown key is one of its own. */
export function problemsOf(error: z.ZodError): ConfigProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, []));
}

function problemsOfIssue(issue: z.core.$ZodIssue, parent: ConfigPath): ConfigProblem[] {
  const path = [...parent, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const meant = issue.code === 'invalid_union' ? meantOf(issue) : null;
  if (meant !== null) return meant.flatMap((inner) => problemsOfIssue(inner, path));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? issue.message }));
}

/** Of a text or a group of keys, what is wrong with the one that was written; null where the schema has words of its own. */
function meantOf(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | null {
  if (issue.message !== 'Invalid input') return null;
  const isOfOtherType = (issues: readonly z.core.$ZodIssue[]) =>
    issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return issue.errors.find((issues) => !isOfOtherType(issues)) ?? issue.errors[0] ?? null;
}

/** Words for what zod finds where the schema itself has none. Values are never repeated: they may be secrets. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'is missing';
    if (issue.input === null) return `is empty; it must be ${wordFor(String(issue.expected))}`;
    return `must be ${wordFor(String(issue.expected))}`;
  }
  if (issue.code === 'invalid_value' && Array.isArray(issue.values)) {
    const missing = issue.input === undefined ? 'is missing; it ' : '';
    return `${missing}must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
  }
  if (issue.code === 'too_small') return `must be ${issue.minimum} or more`;
  if (issue.code === 'too_big') return `must be ${issue.maximum} or less`;
  return undefined;
}

/** `feeds[0].guard.maxDeactivated` */
export function renderPath(path: ConfigPath): string {
  let rendered = '';
  for (const part of path) {
    if (typeof part === 'number') rendered += `[${part}]`;
    else rendered += rendered === '' ? part : `.${part}`;
  }
  return rendered === '' ? 'the config' : rendered;
}

/** Every problem at once, in the order of the file. */
export function invalidConfig(
  configPath: string,
  problems: readonly ConfigProblem[],
  lineOf: (path: ConfigPath) => number | null,
): AppError {
  const lines = problems
    .map((problem) => ({ ...problem, line: lineOf(problem.path) }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ path, message, line }) => `  ${renderPath(path)}${line === null ? '' : ` (line ${line})`}: ${message}`);
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  return new AppError('config-invalid', [`${configPath} has ${count}:`, ...lines].join('\n'), {
    hint: 'Correct the file. Every key with its default and meaning stands in config/rollcall.schema.json and config/README.md of Rollcall.',
  });
}

function wordFor(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
  };
  return words[expected] ?? expected;
}
