import type { RawRecord } from './contract.ts';
import type { BetweenRecords, SkippedRecords } from './xml-parser.ts';
import type { XmlElementPlan, XmlPlan } from './xml-plan.ts';
import { newRecord } from './xml-records.ts';
import { createXmlSteps, type XmlState, type XmlStep } from './xml-steps.ts';
import { readXmlText } from './xml-text.ts';

/**
 * Cuts records out of the text without a parser, as far as it is certain that saxes would make the same of them: elements that
 * the layout knows, without attributes. It goes by the values, of which each is followed by a text that it has seen before.
 */
export interface RecordCutter {
  /** @param from a place between two records, of which `place` tells what is known */
  cut(text: string, from: number, place: BetweenRecords): CutRecords;
}

export interface CutRecords extends SkippedRecords {
  /** Whether it takes more text to go on; otherwise something follows that only saxes can tell the meaning of. */
  isShort: boolean;
}

export function createRecordCutter(options: {
  plan: XmlPlan;
  maxRecordSize: number;
  emit(record: RawRecord): void;
}): RecordCutter {
  const { plan, maxRecordSize, emit } = options;
  const seen = new Set<XmlElementPlan>();
  let stepsFor = '';
  let steps = createXmlSteps(plan, { level: plan.root, prefixes: [] });
  /** Where the record that was cut last ends, and on which line. */
  let end = 0;
  let endLine = 1;

  function prepare({ level, prefixes }: BetweenRecords): void {
    const key = JSON.stringify([[...level.names.keys()], prefixes]);
    if (key === stepsFor) return;
    steps = createXmlSteps(plan, { level, prefixes });
    stepsFor = key;
  }

  function cutRecord(text: string, from: number, room: number): RawRecord | 'short' | null {
    let state: XmlState = steps.start;
    let at = from;
    let line = endLine;
    let record: RawRecord | null = null;
    if (seen.size > 0) seen.clear();
    for (;;) {
      const step: XmlStep | 'short' | null = knownStep(state, text, at) ?? steps.read(state, text, at);
      if (step === null || step === 'short') return step;
      record ??= newRecord(plan, line + step.lineBreaksBefore, step.recordName ?? '');
      at += step.text.length;
      line += step.lineBreaks;
      if (step.opened.length > 0 && !areNew(step.opened)) return null;
      if (step.column === -1) {
        if (at - from > room) return null;
        end = at;
        endLine = line;
        return record;
      }
      if (record.values[step.column] !== undefined) return null;
      state = step.next;
      if (step.isEmpty) {
        record.values[step.column] = '';
        continue;
      }
      const start = at;
      let lineBreaks = 0;
      let code = 0;
      for (; at < text.length; at += 1) {
        code = text.charCodeAt(at);
        if (code >= 0x80 || isPlain[code] === 1) continue;
        if (code !== lineFeed) break;
        lineBreaks += 1;
      }
      if (at + 1 >= text.length) return 'short';
      if (code === lessThan && text.charCodeAt(at + 1) === slash) {
        record.values[step.column] = start === at ? '' : text.substring(start, at);
        line += lineBreaks;
        continue;
      }
      const read = readXmlText(text, start);
      if (read === null || read === 'short') return read;
      record.values[step.column] = read.value;
      at = read.end;
      line += read.lineBreaks;
    }
  }

  function areNew(opened: readonly XmlElementPlan[]): boolean {
    for (const element of opened) {
      if (seen.has(element)) return false;
      seen.add(element);
    }
    return true;
  }

  return {
    cut(text, from, place) {
      prepare(place);
      end = from;
      endLine = place.line;
      let room = place.room;
      for (;;) {
        const record = cutRecord(text, end, room);
        if (record === null || record === 'short') {
          const column = columnAt(text, from, end, place.column);
          return { length: end - from, line: endLine, column, isShort: record === 'short' };
        }
        for (const { from: original, to } of plan.copies) record.values[to] = record.values[original];
        emit(record);
        room = maxRecordSize;
      }
    },
  };
}

function knownStep({ steps }: XmlState, text: string, at: number): XmlStep | null {
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i] as XmlStep;
    if (standsAt(step.text, text, at)) return step;
  }
  return null;
}

/** A third of the time that `startsWith` takes. */
function standsAt(part: string, text: string, at: number): boolean {
  const { length } = part;
  if (at + length > text.length) return false;
  for (let i = 0; i < length; i += 1) if (part.charCodeAt(i) !== text.charCodeAt(at + i)) return false;
  return true;
}

/** How many characters stand before a place in its line, as saxes counts them. */
function columnAt(text: string, from: number, at: number, columnBefore: number): number {
  if (at === from) return columnBefore;
  const lineFeedAt = text.lastIndexOf('\n', at - 1);
  const lineStart = Math.max(from, lineFeedAt + 1);
  const returnAt = text.slice(lineStart, at).lastIndexOf('\r');
  const start = lineStart + returnAt + 1;
  const characters = countCharacters(text.slice(start, at));
  return returnAt === -1 && lineFeedAt < from ? columnBefore + characters : characters;
}

function countCharacters(text: string): number {
  const pairs = /[\ud800-\udbff]/.test(text) ? (text.match(/[\ud800-\udbff]/g)?.length ?? 0) : 0;
  return text.length - pairs;
}

const lineFeed = 0x0a;
const lessThan = 0x3c;
const slash = 0x2f;

/** Characters of ASCII that mean nothing but themselves wherever they stand in a text. */
const isPlain = new Uint8Array(128).fill(1, 0x20);
isPlain[0x09] = 1;
for (const special of '<&]') isPlain[special.charCodeAt(0)] = 0;
