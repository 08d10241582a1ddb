import type { Contest } from './contest.ts';
import type { GeneratedRosters, RosterOnDisk } from './generate-roster.ts';
import { wrongCounts, wrongStates, wrongVerdict } from './measure-loads.ts';
import type { Rollcall, RollcallImport } from './rollcall.ts';

/** The same first roster as CSV and as XML, each into an empty register. */
export interface XmlLoad {
  rows: number;
  csv: RollcallImport;
  xml: RollcallImport;
  faults: string[];
}

const feed = 'bench';

/** @param csvFirst changes from run to run, as the sides of the other loads do */
export async function measureXmlLoad(
  parts: { contest: Contest; rollcall: Rollcall; rosters: GeneratedRosters; xml: RosterOnDisk },
  csvFirst: boolean,
): Promise<XmlLoad> {
  const { rosters, xml } = parts;
  const early = csvFirst ? await load(parts, rosters.day1) : null;
  const ofXml = await load(parts, xml);
  const ofCsv = early ?? (await load(parts, rosters.day1));
  return { rows: xml.rows, csv: ofCsv.done, xml: ofXml.done, faults: [...ofCsv.faults, ...ofXml.faults] };
}

async function load(
  { contest, rollcall, rosters }: { contest: Contest; rollcall: Rollcall; rosters: GeneratedRosters },
  { path }: RosterOnDisk,
): Promise<{ done: RollcallImport; faults: string[] }> {
  await contest.reset();
  await rollcall.start(contest.config, [feed]);
  await contest.settle();
  const done = await rollcall.import(path, feed);
  const faults = [
    ...wrongVerdict(done, 'processed', 0),
    ...wrongCounts(done, rosters.firstLoad),
    ...(await wrongStates({ contest }, rosters.afterFirstLoad, false)),
  ];
  return { done, faults };
}
