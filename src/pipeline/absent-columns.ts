import type { Employee } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { MappedColumn } from '../layouts/contract.ts';
import { wholeFile } from './finding-wording.ts';
import type { ReadingHost } from './reading.ts';

export interface AbsentColumnsRequest {
  mapped: readonly MappedColumn[];
  /** Place of the column that takes what the mapping does not read, or -1. */
  rest: number;
  host: Pick<ReadingHost, 'fieldsInUse'>;
}

/**
 * Notices columns of a mapping that no record of the file has. In XML and JSON a field that nobody has is often left out; but
 * a slip in the mapping, or an element that goes by another name today, looks just the same, and would empty the field for
 * everybody.
 */
export function createAbsentColumns({ mapped, rest, host }: AbsentColumnsRequest) {
  let absent = [...mapped];
  let hasOthers = false;
  const others: string[] = [];

  return {
    /** Takes the path of something that the mapping does not read. */
    noteOther(path: string): void {
      others.push(path);
      hasOthers = true;
    },
    see(records: readonly RawRecord[]): void {
      for (const { values } of records) {
        if (absent.length === 0) return;
        if (rest !== -1 && values[rest]) hasOthers = true;
        if (absent.some(({ place }) => values[place] !== undefined)) {
          absent = absent.filter(({ place }) => values[place] === undefined);
        }
      }
    },
    /**
     * @param isSparse whether what nobody has may be left out: in a CSV every column stands in the header
     * @returns fatal where the register would lose values, else warnings where it may be a slip: other things stand there
     */
    async judge(isSparse: boolean): Promise<Issue[]> {
      const fields = new Set(absent.flatMap((column) => column.fields));
      const used = fields.size === 0 ? new Set<keyof Employee>() : await host.fieldsInUse([...fields]);
      return absent.flatMap((column): Issue[] => {
        const lost = column.fields.filter((field) => used.has(field));
        if (lost.length > 0) return [lostColumn(column, lost, others)];
        return hasOthers || !isSparse ? [{ ...absentColumn(column, others), severity: 'warning' }] : [];
      });
    },
  };
}

function lostColumn(column: MappedColumn, lost: readonly (keyof Employee)[], others: readonly string[]): Issue {
  const finding = absentColumn(column, others);
  const loss = lost.includes('inactiveBy')
    ? 'Everybody would be active, those whom earlier rosters have made inactive as well.'
    : 'The register has values there, and all of them would be emptied.';
  return { ...finding, message: `${finding.message} ${loss}` };
}

function absentColumn({ source, targets }: MappedColumn, others: readonly string[]): Issue {
  const name = maskNationalIds(source);
  const likely = others.map(lastNameOf).find((other) => other.toLowerCase() === lastNameOf(source).toLowerCase());
  const isMeant = likely === undefined ? '' : `; is ${likely} meant`;
  const use = targets.length === 0 ? 'keeps' : `reads for ${targets.join(' and ')}`;
  const message = `No record has ${name}, which the mapping ${use}${isMeant}.`;
  return { ...wholeFile('absent-column', message), column: name, field: targets[0] ?? null };
}

function lastNameOf(path: string): string {
  return path.split(/[/.]/).at(-1) ?? path;
}
