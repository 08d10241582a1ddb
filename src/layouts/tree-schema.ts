import * as z from 'zod';
import type { TreeShape } from '../formats/contract.ts';
import type { Finding } from './wording.ts';

/** What XML must be told of a list or an object, out of the schema that checks it. */
export function treeShapeOf(schema: z.ZodType): TreeShape {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber) return { type: 'number' };
  if (inner instanceof z.ZodBoolean) return { type: 'boolean' };
  if (inner instanceof z.ZodArray) return { type: 'list', items: treeShapeOf(inner.element as z.ZodType) };
  if (inner instanceof z.ZodRecord) return { type: 'object', properties: {}, others: { type: 'any' } };
  if (inner instanceof z.ZodObject) {
    const properties = Object.entries(inner.shape).map(([name, part]) => [name, treeShapeOf(part as z.ZodType)]);
    return { type: 'object', properties: Object.fromEntries(properties), others: { type: 'any' } };
  }
  return { type: inner instanceof z.ZodUnknown ? 'any' : 'text' };
}

/** Words for a broken rule inside a list or an object; its values are never shown. */
export function describePart(field: string, issue: z.core.$ZodIssue, tree: unknown): Finding {
  const place = renderPlace(field, issue.path);
  const params = issue.code === 'custom' ? issue.params : undefined;
  const code = typeof params?.code === 'string' ? params.code : 'invalid-part';
  const rule = isMissing(issue, tree) ? 'is missing' : ruleOf(issue);
  return { code, severity: 'row', field, message: `${place} ${rule}.` };
}

export function notATree(field: string, ways: string): Finding {
  return { code: 'invalid-part', severity: 'row', field, message: `${field} can't be read: it must be ${ways}.` };
}

export function tooManyDigits(field: string): Finding {
  const message = `${field} has a number in it that is too long to be kept digit by digit; it must be a text, in quotation marks.`;
  return { code: 'invalid-part', severity: 'row', field, message };
}

/** Finds names that the schema doesn't know; they are kept. Made once for a schema: looking into it takes time. */
export function createUnknownFinder(field: string, schema: z.ZodType): (tree: unknown) => Finding[] {
  const find = compileUnknown(schema);
  return (tree) => {
    const places: string[] = [];
    find?.(tree, [], places);
    return [...new Set(places)].map((place) => ({
      code: 'unknown-part',
      severity: 'warning',
      field,
      message: `${field}${place} is not known to this layout; it is kept as it is.`,
    }));
  };
}

/** Every text of a tree, names of objects and numbers included. */
export function* textsOf(tree: unknown): Generator<string> {
  if (typeof tree === 'string') yield tree;
  else if (typeof tree === 'number') yield String(tree);
  else if (Array.isArray(tree)) for (const item of tree) yield* textsOf(item);
  else if (isObject(tree)) {
    for (const [name, part] of Object.entries(tree)) {
      yield name;
      yield* textsOf(part);
    }
  }
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) {
    const { in: input, out } = schema;
    return unwrap((input instanceof z.ZodTransform ? out : input) as z.ZodType);
  }
  return schema;
}

/** `[0].roles[1]`, each list's positions counted from 0 as in JSON; a name only where it can't be something secret. */
function renderPlace(field: string, path: readonly PropertyKey[]): string {
  return field + path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${shownName(String(step))}`)).join('');
}

function shownName(name: string): string {
  return /^[a-z][a-z_-]{0,39}\d{0,2}$/i.test(name) ? name : '?';
}

function isMissing(issue: z.core.$ZodIssue, tree: unknown): boolean {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return false;
  let part = tree;
  for (const step of issue.path) part = (part as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return part === undefined || part === null || part === '';
}

function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${typeNames[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'must not be empty' : `must be ${Number(issue.minimum)} or more`;
  }
  if (issue.code === 'too_big') return `must be ${Number(issue.maximum)} or less`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

type FindUnknown = (tree: unknown, path: readonly PropertyKey[], places: string[]) => void;

/** @returns null where the schema holds no object: then nothing can be unknown */
function compileUnknown(schema: z.ZodType): FindUnknown | null {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) {
    const find = compileUnknown(inner.element as z.ZodType);
    if (find === null) return null;
    return (tree, path, places) => {
      if (Array.isArray(tree)) for (const [index, item] of tree.entries()) find(item, [...path, index], places);
    };
  }
  if (!(inner instanceof z.ZodObject)) return null;
  const known = new Map(
    Object.entries(inner.shape).map(([name, part]) => [name, compileUnknown(part as z.ZodType)] as const),
  );
  return (tree, path, places) => {
    if (!isObject(tree)) return;
    for (const [name, part] of Object.entries(tree)) {
      const find = known.get(name);
      if (find === undefined) places.push(renderPlace('', [...path, name]));
      else find?.(part, [...path, name], places);
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
