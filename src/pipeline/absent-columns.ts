import type { Employee } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { type MessageValues, tell } from '../domain/told.ts';
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
        if (lost.length > 0) return [absentColumn(column, others, lossOf(lost))];
        return hasOthers || !isSparse ? [{ ...absentColumn(column, others, null), severity: 'warning' }] : [];
      });
    },
  };
}

/** What the register would lose. */
type Loss = MessageValues<'absent-column'>['loss'];

function lossOf(lost: readonly (keyof Employee)[]): Loss {
  return lost.includes('inactiveBy') ? 'everybodyActive' : 'values';
}

function absentColumn({ source, targets }: MappedColumn, others: readonly string[], loss: Loss): Issue {
  const column = maskNationalIds(source);
  const likely = others.map(lastNameOf).find((other) => other.toLowerCase() === lastNameOf(source).toLowerCase());
  const said = tell('absent-column', { column, targets, likely: likely ?? null, loss });
  return { ...wholeFile('absent-column', said), column, field: targets[0] ?? null };
}

function lastNameOf(path: string): string {
  return path.split(/[/.]/).at(-1) ?? path;
}
