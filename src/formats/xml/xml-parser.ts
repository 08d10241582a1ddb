import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { ReportIssue } from '../../domain/issue.ts';
import { maskNames } from '../../domain/mask.ts';
import type { FormatLimits } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import { createAmpersandWatch } from './xml-ampersand.ts';
import { explainFault } from './xml-explain.ts';
import { maxNameLength, XmlFault } from './xml-fault.ts';
import type { XmlLevel, XmlPlan } from './xml-plan.ts';
import type { RecordBuilder } from './xml-records.ts';
import { readTag } from './xml-tag.ts';

/** saxes and the records that come of its events: the authority on what an XML means, and on what is wrong with it. */
export interface XmlParser {
  /**
   * Reads the text from `at` on, up to the next place between two records if it is asked to stop there.
   *
   * @returns where it stopped; null after a fatal issue
   */
  read(text: string, at: number, stopsBetweenRecords: boolean): number | null;
  /** What is missing at the end of the document is reported as a fatal issue. */
  end(): void;
  /** Where the parser stands, if records can follow there: directly behind a record or the start tag around them. */
  betweenRecords(): BetweenRecords | null;
  /** Goes on behind records that were read in another way. */
  skip(records: SkippedRecords): void;
}

export interface BetweenRecords {
  line: number;
  /** Characters before this place in its line. */
  column: number;
  /** The names that records may have here. */
  level: XmlLevel;
  /** The namespace prefixes that are declared here. */
  prefixes: readonly string[];
  /** How many characters there may be up to the next record's end. */
  room: number;
}

export interface SkippedRecords {
  length: number;
  line: number;
  column: number;
}

export function createXmlParser(options: {
  plan: XmlPlan;
  limits: FormatLimits;
  report: ReportIssue;
  builder: RecordBuilder;
  /** Takes the encoding that the document declares; may throw XmlFault. */
  checkEncoding(declared: string): void;
}): XmlParser {
  const { plan, limits, report, builder } = options;
  const saxes = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const write = createAmpersandWatch(saxes);
  const rootNames = [...plan.root.names.keys()];
  const endOfRoot = endTagPattern(rootNames);
  const endOfRecordOrRoot = endTagPattern([...plan.recordNames, ...rootNames]);
  /** Characters given to saxes, and those that it was spared. */
  let taken = 0;
  let spared = 0;
  /** Behind the last record. */
  let recordEnd = 0;
  /** Behind the last tag, if records can follow it. */
  let restingPlace = -1;
  let tagLine = 1;
  let closedName = '';
  let closedIn: number | null = null;
  /** Prefixes declared by each element around the records. */
  const prefixes: string[][] = [];

  // Six handlers and no more: with a seventh V8 turns saxes' object into a dictionary, and it takes five times as long.
  saxes.on('doctype', () => {
    throw new XmlFault(
      'doctype',
      'The file has a DOCTYPE, which can be used to attack whoever reads it; a roster needs none.',
    );
  });
  // The handler runs when the character behind the name has been read, and that may be a line break.
  saxes.on('opentagstart', () => {
    tagLine = saxes.column === 0 ? saxes.line - 1 : saxes.line;
  });
  saxes.on('opentag', (tag) => {
    const { encoding } = saxes.xmlDecl;
    if (builder.path().length === 0 && encoding !== undefined) options.checkEncoding(encoding);
    builder.open(readTag(tag), tagLine);
    if (builder.path().length < plan.recordDepth) prefixes.push(prefixesOf(tag));
    settle();
  });
  saxes.on('closetag', ({ name }) => {
    closedName = name;
    closedIn = builder.recordLine();
    if (builder.path().length < plan.recordDepth) prefixes.pop();
    builder.close();
    if (builder.path().length === plan.recordDepth - 1) recordEnd = place();
    settle();
  });
  saxes.on('text', builder.text);
  saxes.on('cdata', builder.text);

  function place(): number {
    return saxes.position + spared;
  }

  function settle(): void {
    restingPlace = builder.recordsHere() === null ? -1 : place();
  }

  /** Runs one step of the parser. @returns false after a fatal issue */
  function step(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      const { code, line, message, field } = explainFault(error, saxes, {
        recordLine: builder.recordLine(),
        closedName,
        closedIn,
      });
      report(fileIssue(code, line, message, { column: shownPath(), field }));
      return false;
    }
  }

  /** Of what lies deeper than anything that a roster has, nobody needs the names. */
  function shownPath(): string | null {
    const path = builder.path().slice(0, plan.recordDepth + maxShownDepth);
    return path.length === 0 ? null : maskNames(path.join('/'), maxNameLength);
  }

  function room(): number {
    return limits.maxRecordSize - (taken - recordEnd);
  }

  function refuseMore(): never {
    const line = builder.recordLine();
    const size = `more than ${limits.maxRecordSize} characters`;
    if (line === null) {
      const message = `There are ${size} between the end of one record and the next.`;
      throw new XmlFault('record-too-large', message);
    }
    const message = `The record that begins on line ${line} has ${size}: its end tag is missing, or a comment or CDATA in it never ends.`;
    throw new XmlFault('record-too-large', message, { place: { line, column: null } });
  }

  /** Where the text ends that saxes gets at once: what it tells then, and whether it can be stopped, depends on that. */
  function nextStop(text: string, at: number, mayBeInTag: boolean, stopsBetweenRecords: boolean): number {
    const depth = builder.path().length;
    // Of text outside the root saxes tells only at the end of what it gets, and so of another place each time.
    if (depth === 0) return at + 1;
    if (mayBeInTag || (stopsBetweenRecords && depth < plan.recordDepth - 1))
      return text.indexOf('>', at) + 1 || text.length;
    const endTag = stopsBetweenRecords ? endOfRecordOrRoot : endOfRoot;
    endTag.lastIndex = at;
    return endTag.test(text) ? endTag.lastIndex : text.length;
  }

  function isBetweenRecords(): boolean {
    return restingPlace === taken;
  }

  return {
    read(text, from, stopsBetweenRecords) {
      let mayBeInTag = true;
      for (let at = from; at < text.length; ) {
        if (room() <= 0) return step(refuseMore) ? at : null;
        const stop = nextStop(text, at, mayBeInTag, stopsBetweenRecords);
        const end = Math.min(stop, at + maxPiece, at + room());
        mayBeInTag = end < stop;
        const piece = flatSlice(text, at, end);
        if (!step(() => write(piece))) return null;
        taken += end - at;
        at = end;
        if (stopsBetweenRecords && isBetweenRecords()) return at;
      }
      return text.length;
    },
    end() {
      step(() => saxes.close());
    },
    betweenRecords() {
      const level = builder.recordsHere();
      if (level === null || !isBetweenRecords()) return null;
      return { line: saxes.line, column: saxes.column, level, prefixes: prefixes.flat(), room: room() };
    },
    skip({ length, line, column }) {
      taken += length;
      spared += length;
      recordEnd = taken;
      restingPlace = taken;
      saxes.line = line;
      saxes.column = column;
    },
  };
}

/** Characters given to saxes at once. */
const maxPiece = 65_536;
const maxShownDepth = 5;

/** A string of its own: in a slice every look at a character takes longer, and saxes looks at each. */
function flatSlice(text: string, from: number, to: number): string {
  const middle = (from + to) >> 1;
  return [text.slice(from, middle), text.slice(middle, to)].join('');
}

/** End tags of these names, in any namespace. A name can hold no other character that means something in a pattern. */
function endTagPattern(names: readonly string[]): RegExp {
  const literal = names.map((name) => name.replace(/[.-]/g, '\\$&')).join('|');
  return new RegExp(`</(?:[^\\s<>:]*:)?(?:${literal})\\s*>`, 'g');
}

function prefixesOf({ attributes }: SaxesTagNS): string[] {
  return Object.values(attributes)
    .filter(({ prefix }) => prefix === 'xmlns')
    .map(({ local }) => local);
}
