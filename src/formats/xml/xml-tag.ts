import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';

/** A start tag with its namespaces resolved: of its names only the local parts count, whatever namespace they are in. */
export interface XmlTag {
  name: string;
  /** Without those that declare a namespace, or speak of the schema or of XML itself. */
  attributes: readonly XmlAttribute[];
  /** Marked with `xsi:nil="true"`: it has no value, and says so. */
  isNil: boolean;
}

export interface XmlAttribute {
  name: string;
  value: string;
  hasNamespace: boolean;
}

export function readTag({ local, attributes }: SaxesTagNS): XmlTag {
  const all = Object.values(attributes);
  return {
    name: local,
    attributes: all
      .filter(({ uri }) => !technicalNamespaces.has(uri))
      .map((attribute) => ({ name: attribute.local, value: attribute.value, hasNamespace: attribute.uri !== '' })),
    isNil: all.some(isNilMark),
  };
}

function isNilMark({ uri, local, value }: SaxesAttributeNS): boolean {
  return uri === schemaInstance && local === 'nil' && /^\s*(true|1)\s*$/.test(value);
}

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
const technicalNamespaces = new Set([
  schemaInstance,
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/XML/1998/namespace',
]);
