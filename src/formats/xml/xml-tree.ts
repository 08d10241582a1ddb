import type { TreeShape } from '../contract.ts';
import { duplicateElement, elementInText, textBetween } from './xml-fault.ts';

/** An element with all that is in it, kept until it ends. */
export interface XmlElement {
  name: string;
  /** Those in no namespace. */
  attributes: { name: string; value: string }[];
  children: XmlElement[];
  text: string;
  /** Marked with `xsi:nil="true"`. */
  isNil: boolean;
}

export interface TreeContext {
  recordLine: number;
  /** Tells of an element or an attribute that the shape doesn't know. */
  tellOfUnknown(kind: 'element' | 'attribute', name: string, known: readonly string[]): void;
}

/**
 * The JSON text of an element.
 *
 * XML can't tell a list of one from a value, nor a number from a text: the shape does. A number keeps its digits. Throws
 * XmlFault where the element is built in another way.
 */
export function renderTree(element: XmlElement, shape: TreeShape, context: TreeContext): string {
  if (element.isNil && isEmpty(element)) return 'null';
  switch (shape.type) {
    case 'list':
      return renderList(renderItems(element, shape.items, context));
    case 'object':
      return renderObject(element, shape, context);
    case 'any':
      return renderUnknown(element);
    default:
      return renderScalar(element, shape.type, context);
  }
}

/**
 * The items that an element of a list stands for: its children, where it does nothing but wrap them, otherwise itself. Such
 * elements may repeat; the list is all their items together.
 */
export function renderItems(element: XmlElement, items: TreeShape, context: TreeContext): string[] {
  if (isEmpty(element) && element.attributes.length === 0) return [];
  if (!wraps(element, items)) return [renderTree(element, items, context)];
  refuseMixed(element);
  return element.children.map((item) => renderTree(item, items, context));
}

export function renderList(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** The JSON text of an element that nothing is known of: a text, or an object with lists where names repeat. */
export function renderUnknown(element: XmlElement): string {
  if (element.isNil && isEmpty(element)) return 'null';
  const members = element.attributes.map(({ name, value }) => renderMember(`@${name}`, JSON.stringify(value)));
  for (const [name, same] of byName(element.children)) {
    const rendered = same.map(renderUnknown);
    members.push(renderMember(name, rendered.length === 1 ? (rendered[0] ?? '') : renderList(rendered)));
  }
  if (members.length === 0) return JSON.stringify(element.text);
  if (!isBlank(element.text)) members.push(renderMember('#text', JSON.stringify(element.text)));
  return renderMembers(members);
}

/** Whether an element has text and nothing else. */
export function isTextAlone({ text, children, attributes }: XmlElement): boolean {
  return children.length === 0 && attributes.length === 0 && !isBlank(text);
}

function wraps({ children }: XmlElement, items: TreeShape): boolean {
  const [first] = children;
  if (first === undefined || children.some(({ name }) => name !== first.name)) return false;
  return items.type !== 'object' || !Object.hasOwn(items.properties, first.name);
}

function renderObject(
  element: XmlElement,
  { properties, others }: Extract<TreeShape, { type: 'object' }>,
  context: TreeContext,
): string {
  if (isTextAlone(element)) return JSON.stringify(element.text);
  refuseMixed(element);
  const shapeOf = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : others) ?? null;
  const members: string[] = [];
  const names = new Set<string>();
  for (const { name, value } of element.attributes) {
    const shape = shapeOf(name);
    if (shape === null) context.tellOfUnknown('attribute', name, Object.keys(properties));
    else members.push(renderMember(name, renderText(value, shape.type)));
    names.add(name);
  }
  for (const [name, same] of byName(element.children)) {
    const shape = shapeOf(name);
    if (shape === null) {
      context.tellOfUnknown('element', name, Object.keys(properties));
      continue;
    }
    if (names.has(name)) throw duplicateElement(context.recordLine, 'elements', name);
    members.push(renderMember(name, renderProperty(same, shape, context)));
  }
  return renderMembers(members);
}

function renderProperty(elements: readonly XmlElement[], shape: TreeShape, context: TreeContext): string {
  const [first, second] = elements as [XmlElement, ...XmlElement[]];
  if (second === undefined) return renderTree(first, shape, context);
  if (shape.type === 'any') return renderList(elements.map(renderUnknown));
  if (shape.type !== 'list') throw duplicateElement(context.recordLine, 'elements', first.name);
  return renderList(elements.flatMap((element) => renderItems(element, shape.items, context)));
}

function renderScalar(element: XmlElement, type: TreeShape['type'], context: TreeContext): string {
  if (element.children.length > 0) throw elementInText(element.name);
  for (const { name } of element.attributes) context.tellOfUnknown('attribute', name, []);
  return renderText(element.text, type);
}

function renderText(text: string, type: TreeShape['type']): string {
  const trimmed = text.trim();
  const isLiteral =
    (type === 'number' && jsonNumber.test(trimmed)) ||
    (type === 'boolean' && (trimmed === 'true' || trimmed === 'false'));
  return isLiteral ? trimmed : JSON.stringify(text);
}

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function refuseMixed({ children, text }: XmlElement): void {
  if (children.length > 0 && !isBlank(text)) throw textBetween();
}

/** Elements of one name together, in the order in which the names first come. */
function byName(elements: readonly XmlElement[]): Map<string, XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group === undefined) groups.set(element.name, [element]);
    else group.push(element);
  }
  return groups;
}

function renderMember(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

function renderMembers(members: readonly string[]): string {
  return `{${members.join(',')}}`;
}

function isEmpty({ text, children }: XmlElement): boolean {
  return children.length === 0 && isBlank(text);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
