import { fieldForHeader } from '../domain/header-dictionary.ts';

/**
 * Finds kept values whose name says that they are national identity numbers: of a country that the mapping doesn't name nobody
 * could tell them by their looks.
 */
export function createKeptNumberSearch() {
  const known = new Map<string, boolean>();

  function saysNumber(name: string): boolean {
    let says = known.get(name);
    if (says === undefined) {
      says = fieldForHeader(name) === 'nationalId';
      if (known.size < maxNames) known.set(name, says);
    }
    return says;
  }

  function find(tree: object, path: string, found: string[]): void {
    // The places in a list are no names.
    const isList = Array.isArray(tree);
    for (const [name, value] of Object.entries(tree)) {
      const inner = isList ? path : path + name;
      if (!isList && saysNumber(name) && holdsValue(value)) found.push(inner);
      else if (typeof value === 'object' && value !== null) find(value, isList ? path : `${inner}/`, found);
    }
  }

  /** @returns the paths of the names, as the file has them */
  return (attributes: Record<string, unknown> | null): string[] => {
    const found: string[] = [];
    if (attributes !== null) find(attributes, '', found);
    return found.length > 1 ? [...new Set(found)] : found;
  };
}

/** Keys of a JSON may be data, of which there is no end. */
const maxNames = 10_000;
const digit = /\p{Nd}/u;

/** Whether there is anything that may be a number: yes, no and asterisks are nobody's. */
function holdsValue(value: unknown): boolean {
  if (typeof value === 'string') return digit.test(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsValue);
  return typeof value === 'number';
}
