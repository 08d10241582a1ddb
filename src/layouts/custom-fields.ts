import type { Employee } from '../domain/employee.ts';
import { kindOf, type MappingTarget, mappingTargets, type RosterMapping } from '../domain/roster-mapping.ts';
import {
  birthDate,
  boolean,
  date,
  type FieldRule,
  type FieldTarget,
  key,
  numberUpTo,
  plain,
  type TextKind,
} from './field-table.ts';
import { maxPaidPercentage, maxPercentage } from './personnel-ticket-rules.ts';

/** The table of the fields that a mapping makes, in the order of its targets: see field-table.ts. */
export function customFields({ fields, required }: RosterMapping): (FieldRule & { name: MappingTarget })[] {
  return mappingTargets
    .filter((target) => fields[target] !== undefined)
    .map((target) => ({
      name: target,
      kind: ruleOf(target),
      ...(target === 'deleted' || target === 'active' ? {} : { to: target satisfies FieldTarget }),
      // A company that is only sometimes there would make two people of one.
      required: target === 'employeeNo' || target === 'companyId' || required.includes(target),
    }));
}

function ruleOf(target: MappingTarget): TextKind {
  switch (kindOf(target)) {
    case 'key':
      return key;
    case 'date':
      return target === 'dateOfBirth' ? birthDate : date;
    case 'number':
      return numberUpTo(target === 'paidPercentage' ? maxPaidPercentage : maxPercentage);
    case 'boolean':
      return boolean;
    case 'nationalId':
      return { type: 'identity' };
    case 'text':
      return plain(target as keyof Employee);
  }
}
