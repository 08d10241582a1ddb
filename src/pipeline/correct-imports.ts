import { AppError } from '../domain/app-error.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { Issue } from '../domain/issue.ts';
import type { RosterFile, RowPlace, StoreAreas } from '../store/contract.ts';
import type { FileRun } from './context.ts';
import { correctableColumns, refuseNoRoster, unknownImport } from './import-fields.ts';
import { loadCorrections } from './load-corrections.ts';
import { loadFile } from './load-file.ts';
import { respool } from './respool-file.ts';
import { leaseLost } from './settle-verdict.ts';
import { orderFor, stageRoster } from './stage-roster.ts';

export interface ImportCorrection extends RowPlace {
  /** New texts by the layout's own names of the fields, as they would stand in the file. */
  values: Readonly<Record<string, string>>;
}

/** Until then a file's rows may be corrected. */
const correctable: readonly FileStatus[] = ['staged', 'held', 'approved'];

/**
 * Corrects rows of a file that is not processed yet: all of them or none. What they say then is judged by the rules of the whole
 * file first, in a transaction that is rolled back. The plan that was shown, and with it an approval, does not count any more.
 *
 * @returns false where all was so already
 * @throws AppError `file-not-correctable`, `import-unknown`, `usage-field`, `correction-refused`
 */
export async function correctImports(
  run: FileRun,
  fileId: number,
  corrections: readonly ImportCorrection[],
  actor: string,
): Promise<boolean> {
  const file = await loadFile(run, fileId);
  refuseNoRoster(file);
  if (!correctable.includes(file.status)) throw notCorrectable(file);
  const spooled = await respool(run, file);
  const changed = await whatDiffers(run, spooled, corrections);
  if (changed.length === 0) return false;
  await rehearse(run, spooled, changed, actor);
  await run.parts.store.transaction(async (areas) => {
    if (!(await areas.leases.renew(run.lease))) throw leaseLost(run);
    await note(run, areas, file, changed, actor);
    const voided = { approvedPlanNo: null, decidedBy: null, decidedAt: null };
    const taken = await areas.ledger.update(fileId, { status: 'received', ...voided }, correctable);
    if (!taken) throw notCorrectable(await loadFile(run, fileId));
  });
  const fields = [...new Set(changed.flatMap(({ values }) => Object.keys(values)))];
  run.parts.log.info('imports corrected', { feed: file.feed, fileId, rows: changed.length, by: actor, fields });
  return true;
}

/** The corrections without what stands there already. */
async function whatDiffers(
  run: FileRun,
  file: RosterFile,
  corrections: readonly ImportCorrection[],
): Promise<ImportCorrection[]> {
  const { rules, parts } = run;
  const columns = correctableColumns(rules.layout);
  for (const { values } of corrections) refuseValues(values, columns);
  const path = parts.spool.path(file.spoolName ?? '');
  const wanted = { encoding: null, report: false, ...(await loadCorrections(parts.vault, parts.store, file)) };
  const rows = await parts.reader.find(orderFor(rules, { path, ...file }, parts.clock(), wanted), corrections);
  return corrections
    .map((correction) => {
      const row = rows.find(({ line, nth }) => line === correction.line && nth === correction.nth);
      if (row === undefined) throw unknownImport({ fileId: file.id, ...correction });
      const values = Object.entries(correction.values).filter(
        ([name, text]) => row.values[rules.layout.shape.columns.indexOf(name)] !== text,
      );
      return { line: row.line, nth: row.nth, values: Object.fromEntries(values) };
    })
    .filter(({ values }) => Object.keys(values).length > 0);
}

/** @throws AppError `correction-refused` where the file would be rejected */
async function rehearse(
  run: FileRun,
  file: RosterFile,
  corrections: readonly ImportCorrection[],
  actor: string,
): Promise<void> {
  const { store, spool } = run.parts;
  const path = spool.path(file.spoolName ?? '');
  const staged = await store.rehearse(async (areas) => {
    await note(run, areas, file, corrections, actor);
    return stageRoster(run, areas, file, { path, write: (work) => work(areas.staging), report: null });
  });
  if (staged.rejected) throw refusal(file, staged.issues, run.rules.rejectOn);
}

async function note(
  { parts: { vault, clock } }: FileRun,
  areas: StoreAreas,
  { id }: RosterFile,
  corrections: readonly ImportCorrection[],
  actor: string,
): Promise<void> {
  const at = clock().toISOString();
  for (const { line, nth, values } of corrections) {
    const correction = { line, nth, at, actor, fields: Object.keys(values) };
    await areas.corrections.add(id, correction, vault.seal(JSON.stringify(values)));
  }
}

/** What no format lets into a record must not come in by hand. */
function refuseValues(values: ImportCorrection['values'], columns: readonly string[]): void {
  for (const [name, text] of Object.entries(values)) {
    if (!columns.includes(name)) {
      throw unknownField(name, columns);
    }
    if (text.length > longestValue || /\p{Cc}/u.test(text) || !text.isWellFormed()) {
      throw new AppError('usage-value', `The value for ${name} has a control character in it, or is too long.`, {
        hint: 'Nothing was changed.',
      });
    }
  }
}

const longestValue = 100_000;

function unknownField(name: string, columns: readonly string[]): AppError {
  const near = columns.find((column) => column.toLowerCase() === name.toLowerCase());
  // A slip may have put the value in the place of the name.
  const shown = /^[A-Za-z_.]{1,40}$/.test(name) ? ` ${name}` : ' of that name';
  const message = `The file has no field${shown}${near === undefined ? '' : `: it is written ${near}`}.`;
  return new AppError('usage-field', message, { hint: `Its fields are: ${columns.join(', ')}.` });
}

function notCorrectable({ id, name, status }: RosterFile): AppError {
  const hints: Partial<Record<FileStatus, string>> = {
    rejected: 'A rejected file is final: correct it in the system that sends it, and have it sent again.',
    received: 'It is being read just now: try again in a moment.',
    validating: 'It is being read just now: try again in a moment.',
    failed: `Take it up again first: "rollcall retry ${id}".`,
  };
  const hint =
    hints[status] ??
    'Rows can be corrected until their file is processed. Correct it in the system that sends the file.';
  return new AppError('file-not-correctable', `File ${id} (${name}) is ${status}: its rows can't be corrected.`, {
    hint,
    retryable: status === 'received' || status === 'validating',
  });
}

function refusal({ id }: RosterFile, issues: readonly Issue[], rejectOn: FileRun['rules']['rejectOn']): AppError {
  const decisive = issues.filter(({ severity }) => severity === 'fatal' || (rejectOn === 'any' && severity === 'row'));
  const said = decisive.slice(0, issuesSaid).map(({ line, message }) => {
    return line === null ? message : `${message} (line ${line})`;
  });
  return new AppError('correction-refused', `With this, file ${id} would be rejected as a whole: ${said.join(' ')}`, {
    hint: 'Nothing was changed.',
  });
}

const issuesSaid = 3;
