import { type MappingTarget, mappingTargets, type RosterMapping, sourcesOf } from '../domain/roster-mapping.ts';
import type { RecordShape } from '../formats/contract.ts';

/** What a feed's mapping reads: each column once, in the order in which the fields need them. */
export interface CustomColumns {
  shape: RecordShape;
  /** A source's place among the values of a record. */
  placeOf(source: string): number;
  /** Columns that are kept in `attributes` by name. */
  kept: readonly { name: string; place: number }[];
  /** Place of the column that holds all others, or -1. */
  rest: number;
}

export function planColumns({ record, fields, keepUnmapped }: RosterMapping): CustomColumns {
  const names = new Map<string, string>();
  for (const target of mappingTargets) {
    const field = fields[target];
    if (field === undefined) continue;
    for (const source of sourcesOf(field))
      if (!names.has(source)) names.set(source, nameFor(target, source, field.from));
  }
  const mapped = [...names.keys()];
  const keptNames = typeof keepUnmapped === 'boolean' ? [] : keepUnmapped;
  for (const name of keptNames) names.set(name, `attributes.${name}`);
  const sources = [...names.keys()];
  const keepsAll = keepUnmapped === true;
  const columns = [...names.values(), ...(keepsAll ? [restColumn] : [])];
  const places = new Map(sources.map((source, place) => [source, place]));
  const placeOf = (source: string) => places.get(source) ?? -1;
  return {
    shape: {
      columns,
      paths: [...sources.map(pathOf), ...(keepsAll ? [[restColumn]] : [])],
      recordPaths: [record.split('/')],
      // Each field says how its numbers are written.
      numbers: [],
      trees: {},
      ...(keepsAll ? { restColumn } : { leavesOthersOut: true }),
      allowsOthersBeside: true,
      csv: {
        by: 'name',
        names: [...sources.map((source) => [source]), ...(keepsAll ? [[]] : [])],
        // Without one of them all its values would seem to have been emptied.
        required: mapped.map((source) => names.get(source) ?? source),
      },
    },
    placeOf,
    kept: keptNames.map((name) => ({ name, place: placeOf(name) })),
    rest: keepsAll ? sources.length : -1,
  };
}

const restColumn = 'attributes';

/** A column that is one field alone is known by the field's name; the parts of a field by their own. */
function nameFor(target: MappingTarget, source: string, from: string | undefined): string {
  return from === undefined ? `${target} (${source})` : target;
}

/** `person/number`, `person/@id` or `person.number`. */
function pathOf(source: string): string[] {
  return source.split(source.includes('/') ? '/' : '.').filter((name) => name !== '');
}
