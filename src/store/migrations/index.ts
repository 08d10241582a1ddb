import type { Knex } from 'knex';
import * as register from './0001-register.ts';
import * as fewerIndexes from './0002-fewer-indexes.ts';
import * as unarchivedFiles from './0003-unarchived-files.ts';
import * as manifest from './0004-manifest.ts';
import * as positions from './0005-positions.ts';
import * as sources from './0006-sources.ts';
import * as wholePositions from './0007-whole-positions.ts';
import * as alerts from './0008-alerts.ts';
import * as operation from './0009-operation.ts';
import * as sameBytes from './0010-same-bytes.ts';
import * as deliveries from './0011-deliveries.ts';
import * as noDisaster from './0012-no-disaster.ts';
import * as digest from './0013-digest.ts';
import * as retention from './0014-retention.ts';
import * as byHand from './0015-by-hand.ts';
import * as undo from './0016-undo.ts';

/** A step of the schema. Names are stored in the database and never change. */
export interface Migration {
  name: string;
  up(db: Knex, tableOptions: string): Promise<void>;
}

export const migrations: readonly Migration[] = [
  { name: '0001-register', up: register.up },
  { name: '0002-fewer-indexes', up: fewerIndexes.up },
  { name: '0003-unarchived-files', up: unarchivedFiles.up },
  { name: '0004-manifest', up: manifest.up },
  { name: '0005-positions', up: positions.up },
  { name: '0006-sources', up: sources.up },
  { name: '0007-whole-positions', up: wholePositions.up },
  { name: '0008-alerts', up: alerts.up },
  { name: '0009-operation', up: operation.up },
  { name: '0010-same-bytes', up: sameBytes.up },
  { name: '0011-deliveries', up: deliveries.up },
  { name: '0012-no-disaster', up: noDisaster.up },
  { name: '0013-digest', up: digest.up },
  { name: '0014-retention', up: retention.up },
  { name: '0015-by-hand', up: byHand.up },
  { name: '0016-undo', up: undo.up },
];
