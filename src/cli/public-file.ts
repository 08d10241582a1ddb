import { systemStatus } from '../domain/system-status.ts';
import type { RosterFile } from '../store/contract.ts';

/** What of the ledger's row is part of the interface; the rest is the pipeline's own bookkeeping. */
export function publicFile(file: RosterFile) {
  return {
    id: file.id,
    feed: file.feed,
    layout: file.layout,
    kind: file.kind,
    name: file.name,
    size: file.size,
    sha256: file.sha256,
    source: file.source,
    status: file.status,
    systemStatus: systemStatus(file.layout, file.status),
    receivedAt: file.receivedAt,
    processedAt: file.processedAt,
    rows: file.rows,
    dialect: file.dialect,
    plan: file.plan,
    planNo: file.planNo,
    registerVersion: file.planVersion,
    approvedPlanNo: file.approvedPlanNo,
    decidedBy: file.decidedBy,
    decidedAt: file.decidedAt,
    issueCounts: file.issueCounts,
    holdReasons: file.holdReasons,
    diagnosis: file.diagnosis,
    failure: file.failure,
    supersededBy: file.supersededBy,
    undoes: file.undoes,
    doneBy: file.doneBy,
    archivedAs: file.archivedAs,
  };
}
