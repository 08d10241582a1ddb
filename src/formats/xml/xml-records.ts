import { maskNames } from '../../domain/mask.ts';
import type { RawRecord } from '../contract.ts';
import { createRecordTrees } from './xml-columns.ts';
import { duplicateElement, elementInText, recordInRecord, textBetween, XmlFault } from './xml-fault.ts';
import { createKeptElements, createRecordRest } from './xml-kept.ts';
import type { XmlElementPlan, XmlLevel, XmlPlan } from './xml-plan.ts';
import type { XmlTag } from './xml-tag.ts';
import { renderUnknown } from './xml-tree.ts';
import type { TellOfUnknown } from './xml-unknown.ts';

/** Follows the elements of a document and builds a record from each one at the layout's path. */
export interface RecordBuilder {
  open(tag: XmlTag, line: number): void;
  text(text: string): void;
  close(): void;
  /** Names of the open elements, from the root on. */
  path(): readonly string[];
  /** The element whose content is records, while none of them is open. */
  recordsHere(): XmlLevel | null;
  /** Where the open record begins. */
  recordLine(): number | null;
}

/** All methods throw XmlFault where the document isn't what the layout expects. */
export function createRecordBuilder(options: {
  plan: XmlPlan;
  maxDepth: number;
  tellOfUnknown: TellOfUnknown;
  emit(record: RawRecord): void;
}): RecordBuilder {
  const { plan, maxDepth, tellOfUnknown, emit } = options;
  const path: string[] = [];
  const levels: XmlLevel[] = [plan.root];
  let record: RawRecord | null = null;
  /** The open elements from the record on that the plan knows. */
  let known: XmlElementPlan[] = [];
  /** The elements that this record had so far. */
  const seen = new Set<XmlElementPlan>();
  const trees = createRecordTrees();
  const rest = createRecordRest();
  const kept = createKeptElements();
  /** Where the kept element's tree goes; null: to the rest. */
  let keptFor: XmlElementPlan | null = null;
  /** The text of the open element where only its attributes are read. */
  let besideAttributes = '';
  /** How many elements are open whose content isn't read. */
  let skipped = 0;
  /** Paths of elements beside the records. */
  const beside = new Set<string>();

  function openAbove({ name }: XmlTag, line: number): void {
    const names = levels.at(-1)?.names;
    const level = names?.get(name);
    if (level === undefined) {
      openBeside(name, [...(names?.keys() ?? [])], line);
      return;
    }
    levels.push(level);
    if (path.length < plan.recordDepth) return;
    record = newRecord(plan, line, name);
    known = [plan.record];
    seen.clear();
  }

  /** What stands there a second time is no header: it might be people under another name. */
  function openBeside(name: string, expected: readonly string[], line: number): void {
    const where = path.join('/');
    if (!plan.allowsOthersBeside || path.length === 1 || beside.has(where)) {
      const found = maskNames(name, 60);
      const message = `The file must be built as ${plan.shownPath}, but there is ${found} where ${expected.join(' or ')} belongs.`;
      throw new XmlFault(path.length === 1 ? 'wrong-root' : 'unexpected-element', message);
    }
    beside.add(where);
    tellOfUnknown({ kind: 'element', path, line, known: expected });
    skipped = 1;
  }

  function openInside(tag: XmlTag, { line, values }: RawRecord): void {
    const parent = known.at(-1) as XmlElementPlan;
    const element = parent.children.get(tag.name);
    if (element === undefined) {
      openUnknown(tag, parent, line);
      return;
    }
    if (seen.has(element) && element.tree?.type !== 'list') throw duplicateElement(line, 'elements', tag.name);
    seen.add(element);
    readAttributes(tag, element);
    if (element.tree !== null) {
      keptFor = element;
      kept.open({ ...tag, attributes: tag.attributes.filter(({ name }) => !element.attributes.has(name)) });
      return;
    }
    known.push(element);
    if (element.column !== -1) values[element.column] = '';
  }

  function openUnknown(tag: XmlTag, parent: XmlElementPlan, line: number): void {
    if (parent.column !== -1 && parent.children.size === 0) throw elementInText(parent.name);
    if (plan.restColumn === -1) {
      if (parent === plan.record && plan.namesAll && plan.recordNames.includes(tag.name)) {
        throw recordInRecord(line, tag.name);
      }
      tellOfUnknown({ kind: 'element', path, line, known: [...parent.children.keys()] });
      skipped = 1;
      return;
    }
    keptFor = null;
    rest.addElement(parents(), kept.open(tag));
  }

  function parents(): string[] {
    return known.slice(1).map(({ name }) => name);
  }

  function readAttributes({ attributes }: XmlTag, element: XmlElementPlan): void {
    if (record === null) return;
    for (const { name, value, hasNamespace } of attributes) {
      const column = element.attributes.get(name);
      if (column !== undefined) {
        if (record.values[column] !== undefined) throw duplicateElement(record.line, 'attributes', name);
        record.values[column] = value;
        // What a tree's element has besides is looked at together with the tree.
      } else if (!hasNamespace && element.tree === null) {
        const isRecord = element === plan.record;
        if (plan.restColumn !== -1) rest.addAttribute(isRecord ? [] : [...parents(), element.name], { name, value });
        else tell('attribute', name, [...element.attributes.keys()]);
      }
    }
  }

  function tell(kind: 'element' | 'attribute', name: string, names: readonly string[]): void {
    tellOfUnknown({ kind, path: [...path, name], line: record?.line ?? 1, known: names });
  }

  /** An element within the record of which the plan knows attributes, and neither text nor elements. */
  function holdsAttributesOnly(): boolean {
    const element = known.length > 1 ? known.at(-1) : undefined;
    return element !== undefined && element.children.size === 0 && element.attributes.size > 0;
  }

  function closeBesideAttributes(): void {
    if (besideAttributes.trim() !== '' && plan.restColumn !== -1) rest.addText(parents(), besideAttributes);
    besideAttributes = '';
  }

  function closeKept(): void {
    const element = kept.close();
    if (element === null || keptFor === null || record === null) return;
    trees.add(keptFor, element, { recordLine: record.line, tellOfUnknown: tell });
  }

  function closeRecord(finished: RawRecord): void {
    trees.takeInto(finished.values);
    const others = rest.take();
    if (others !== null) finished.values[plan.restColumn] = renderUnknown(others);
    for (const { from, to } of plan.copies) finished.values[to] = finished.values[from];
    record = null;
    known = [];
    emit(finished);
  }

  return {
    open(tag, line) {
      path.push(tag.name);
      if (path.length > maxDepth) throw new XmlFault('too-deep', `The elements are nested more than ${maxDepth} deep.`);
      if (skipped > 0) skipped += 1;
      else if (kept.isOpen()) kept.open(tag);
      else if (record !== null) openInside(tag, record);
      else {
        openAbove(tag, line);
        readAttributes(tag, plan.record);
      }
    },
    text(text) {
      if (skipped > 0) return;
      if (kept.isOpen()) {
        kept.text(text);
        return;
      }
      const column = known.at(-1)?.column ?? -1;
      if (record !== null && column !== -1) record.values[column] += text;
      else if (holdsAttributesOnly()) besideAttributes += text;
      else if (path.length > 0 && text.trim() !== '') throw textBetween(text);
    },
    close() {
      if (skipped > 0) skipped -= 1;
      else if (kept.isOpen()) closeKept();
      else if (known.length > 1) {
        closeBesideAttributes();
        known.pop();
      } else {
        if (record !== null) closeRecord(record);
        levels.pop();
      }
      path.pop();
    },
    path: () => path,
    recordsHere: () =>
      skipped === 0 && path.length > 0 && path.length === plan.recordDepth - 1 ? (levels.at(-1) ?? null) : null,
    recordLine: () => record?.line ?? null,
  };
}

/** @param name of its own element */
export function newRecord({ places, nameColumn }: XmlPlan, line: number, name: string): RawRecord {
  const values = new Array<string | undefined>(places.length).fill(undefined);
  if (nameColumn !== -1) values[nameColumn] = name;
  return { line, values, places };
}
