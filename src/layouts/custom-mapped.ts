import type { Employee } from '../domain/employee.ts';
import { type MappingTarget, mappingTargets, type RosterMapping, sourcesOf } from '../domain/roster-mapping.ts';
import type { MappedColumn } from './contract.ts';
import type { CustomColumns } from './custom-shape.ts';

/** What a mapping reads, but for fields of which it says itself what they are where the file has nothing. */
export function mappedColumns({ fields }: RosterMapping, { placeOf, kept }: CustomColumns): MappedColumn[] {
  const bySource = new Map<string, { targets: MappingTarget[]; fields: (keyof Employee)[] }>();
  for (const target of mappingTargets) {
    const field = fields[target];
    if (field === undefined || field.default !== undefined) continue;
    for (const source of sourcesOf(field)) {
      const found = bySource.get(source) ?? { targets: [], fields: [] };
      found.targets.push(target);
      // Of a joined field the other parts are left.
      if (field.from !== undefined) found.fields.push(fieldOf(target));
      bySource.set(source, found);
    }
  }
  return [
    ...[...bySource].map(([source, found]) => ({ place: placeOf(source), source, ...found })),
    ...kept.map(({ name, place }) => ({ place, source: name, targets: [], fields: [] })),
  ];
}

function fieldOf(target: MappingTarget): keyof Employee {
  return target === 'active' || target === 'deleted' ? 'inactiveBy' : target;
}
