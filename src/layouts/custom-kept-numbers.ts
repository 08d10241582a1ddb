import { namesNationalId } from '../domain/header-dictionary.ts';

/**
 * Finds kept values whose name says that they are national identity numbers: of a country that the mapping doesn't name nobody
 * could tell them by their looks.
 */
export function createKeptNumberSearch() {
  const known = new Map<string, number>();

  /** @returns how many digits a value of that name must have to be told by it */
  function fewestDigits(name: string): number {
    let fewest = known.get(name);
    if (fewest === undefined) {
      fewest = digitsByName[namesNationalId(name)];
      if (known.size < maxNames) known.set(name, fewest);
    }
    return fewest;
  }

  function find(tree: object, path: string, found: string[]): void {
    // The places in a list are no names.
    const isList = Array.isArray(tree);
    for (const [name, value] of Object.entries(tree)) {
      const inner = isList ? path : path + name;
      if (!isList && holdsDigits(value, fewestDigits(name))) found.push(inner);
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
const digit = /\p{Nd}/gu;
/** Yes, no and asterisks are nobody's number. What the employer gives has rarely nine digits, the shortest of the countries have. */
const digitsByName = { surely: 1, perhaps: 9, no: Number.POSITIVE_INFINITY } as const;

function holdsDigits(value: unknown, fewest: number): boolean {
  if (fewest === Number.POSITIVE_INFINITY) return false;
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((part) => holdsDigits(part, fewest));
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return (text.match(digit)?.length ?? 0) >= fewest;
}
