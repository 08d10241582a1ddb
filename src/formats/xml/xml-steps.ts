import { countLineBreaks } from '../text/text-check.ts';
import type { XmlElementPlan, XmlLevel, XmlPlan } from './xml-plan.ts';
import { commentStart, endOfComment } from './xml-text.ts';

/**
 * A place in a record where a value ends or the record can begin. What follows it up to the next value is nearly always the
 * same text, so it is remembered and compared before anything is looked at more closely.
 */
export interface XmlState {
  /** The elements that are open, from the record on. */
  open: readonly OpenElement[];
  steps: XmlStep[];
}

/** Tags, comments and white space from one value to the next. */
export interface XmlStep {
  utf8: DataView;
  /** Characters of the same in a text. */
  length: number;
  lineBreaks: number;
  /** How many line breaks stand before the record's own tag; 0 within a record. */
  lineBreaksBefore: number;
  /** Local name of the record's element where it begins; null within a record. */
  recordName: string | null;
  /** Elements that hold others, which a record may have once only. */
  opened: readonly XmlElementPlan[];
  /** The column whose value comes next; -1 when the record has ended. */
  column: number;
  /** Whether the value is that of an empty element such as `<ssn/>`: then the next step follows at once. */
  isEmpty: boolean;
  next: XmlState;
}

interface OpenElement {
  /** As it is written, with its prefix. */
  name: string;
  plan: XmlElementPlan;
}

/** @returns `short` where the text ends too early, `unsure` where something stands that only saxes knows the meaning of */
export type ReadStep = (state: XmlState, text: string, at: number) => XmlStep | 'short' | 'unsure';

export interface XmlSteps {
  /** Where a record can begin. */
  start: XmlState;
  read: ReadStep;
}

/**
 * Reads tags that have no attributes and are known to the plan.
 *
 * @param place what may stand there, and which namespace prefixes mean something
 */
export function createXmlSteps(plan: XmlPlan, place: { level: XmlLevel; prefixes: readonly string[] }): XmlSteps {
  const start: XmlState = { open: [], steps: [] };
  const states = new Map<string, XmlState>();

  function stateOf(open: readonly OpenElement[], column: number, isEmpty: boolean): XmlState {
    const key = `${open.map(({ name }) => name).join(' ')} ${column} ${isEmpty}`;
    let state = states.get(key);
    if (state === undefined) {
      state = { open: [...open], steps: [] };
      if (states.size < maxStates) states.set(key, state);
    }
    return state;
  }

  function localName(name: string): string | null {
    const colon = name.indexOf(':');
    if (colon === -1) return name;
    return place.prefixes.includes(name.slice(0, colon)) ? name.slice(colon + 1) : null;
  }

  function planOf(name: string, parent: OpenElement | undefined): XmlElementPlan | null {
    const local = localName(name);
    if (local === null) return null;
    if (parent === undefined) return place.level.names.has(local) ? plan.record : null;
    const element = parent.plan.children.get(local);
    const isSimple =
      element !== undefined && element.tree === null && !(element.column !== -1 && element.children.size > 0);
    return isSimple ? element : null;
  }

  function read(state: XmlState, text: string, from: number): XmlStep | 'short' | 'unsure' {
    const open = [...state.open];
    const opened: XmlElementPlan[] = [];
    let recordAt = -1;
    let recordName: string | null = null;

    const stepTo = (end: number, column: number, isEmpty: boolean): XmlStep => {
      const next = column === -1 ? start : stateOf(open, column, isEmpty);
      const literal = text.slice(from, end);
      const before = recordAt === -1 ? 0 : countLineBreaks(text.slice(from, recordAt));
      const lineBreaks = countLineBreaks(literal);
      const utf8 = new DataView(new TextEncoder().encode(literal).buffer);
      const { length } = literal;
      const step = { utf8, length, lineBreaks, lineBreaksBefore: before, recordName, opened, column, isEmpty, next };
      remember(state, step);
      return step;
    };

    for (let at = from; ; ) {
      at = behindSpace(text, at);
      if (at + 1 >= text.length) return 'short';
      if (text[at] !== '<') return 'unsure';
      if (text[at + 1] === '!') {
        if (!text.startsWith(commentStart, at)) return text.length - at < commentStart.length ? 'short' : 'unsure';
        const end = endOfComment(text, at);
        if (end === 'unsure' || end === 'short') return end;
        at = end;
      } else if (text[at + 1] === '/') {
        const name = open.pop()?.name;
        if (name === undefined) return 'unsure';
        const end = at + 2 + name.length;
        if (end >= text.length) return 'short';
        if (!text.startsWith(`${name}>`, at + 2)) return 'unsure';
        at = end + 1;
        if (open.length === 0) return stepTo(at, -1, false);
      } else {
        const nameEnd = behindName(text, at + 1);
        let end = behindSpace(text, nameEnd);
        const isEmpty = text[end] === '/';
        if (isEmpty) end += 1;
        if (end >= text.length) return 'short';
        if (text[end] !== '>') return 'unsure';
        const name = text.slice(at + 1, nameEnd);
        const element = planOf(name, open.at(-1));
        if (element === null) return 'unsure';
        if (open.length === 0) {
          recordAt = at;
          recordName = localName(name);
        }
        at = end + 1;
        if (!isEmpty) open.push({ name, plan: element });
        if (element.column !== -1) return stepTo(at, element.column, isEmpty);
        if (element !== plan.record) opened.push(element);
        else if (isEmpty) return stepTo(at, -1, false);
      }
    }
  }

  return { start, read };
}

/** So many different files in one that nothing is gained by remembering more. */
const maxStates = 2_000;
/** What may follow a state: with an element left out here and there, a few. */
const maxSteps = 8;
const maxRememberedText = 400;

function remember({ steps }: XmlState, step: XmlStep): void {
  if (step.length > maxRememberedText) return;
  if (steps.length < maxSteps) steps.push(step);
  else steps[maxSteps - 1] = step;
}

function behindSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function behindName(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code) || code === slash || code === greaterThan) break;
  }
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

const slash = 0x2f;
const greaterThan = 0x3e;
