import type { XmlTag } from './xml-tag.ts';
import type { XmlElement } from './xml-tree.ts';

/** Keeps elements whole, one inside the other, until the outermost ends. */
export interface KeptElements {
  isOpen(): boolean;
  /** @returns the element, which gets its content as that is read */
  open(tag: XmlTag): XmlElement;
  text(text: string): void;
  /** @returns the outermost element when it has ended */
  close(): XmlElement | null;
}

export function createKeptElements(): KeptElements {
  const open: XmlElement[] = [];
  return {
    isOpen: () => open.length > 0,
    open({ name, attributes, isNil }) {
      const element = {
        ...emptyElement(name),
        attributes: attributes.filter(({ hasNamespace }) => !hasNamespace),
        isNil,
      };
      open.at(-1)?.children.push(element);
      open.push(element);
      return element;
    },
    text(text) {
      const element = open.at(-1);
      if (element !== undefined) element.text += text;
    },
    close() {
      const element = open.pop() ?? null;
      return open.length === 0 ? element : null;
    },
  };
}

/** Gathers what belongs to no column of a record, at the place where it stood. */
export interface RecordRest {
  addElement(parents: readonly string[], element: XmlElement): void;
  addAttribute(parents: readonly string[], attribute: { name: string; value: string }): void;
  /** @param path of the element whose text it is */
  addText(path: readonly string[], text: string): void;
  /** All of it in one element; null when there was nothing. The next record begins empty. */
  take(): XmlElement | null;
}

export function createRecordRest(): RecordRest {
  let rest: XmlElement | null = null;

  function placeOf(parents: readonly string[]): XmlElement {
    rest ??= emptyElement('');
    let place = rest;
    for (const name of parents) {
      let child = place.children.find((element) => element.name === name);
      if (child === undefined) {
        child = emptyElement(name);
        place.children.push(child);
      }
      place = child;
    }
    return place;
  }

  return {
    addElement(parents, element) {
      placeOf(parents).children.push(element);
    },
    addAttribute(parents, attribute) {
      placeOf(parents).attributes.push(attribute);
    },
    addText(path, text) {
      placeOf(path).text += text;
    },
    take() {
      const taken = rest;
      rest = null;
      return taken;
    },
  };
}

function emptyElement(name: string): XmlElement {
  return { name, attributes: [], children: [], text: '', isNil: false };
}
