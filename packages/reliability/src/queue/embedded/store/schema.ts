/** In the file's header, so that no other application's file is taken for ours: "Helx". */
export const applicationId = 0x48656c78;
export const schemaVersion = 1;

/**
 * One row a batch, one narrow row a job. A batch's number (`seq`) is its first job's too, and its jobs have the numbers
 * after it: so numbers tell the order of acceptance, and a batch's jobs need no index.
 *
 * What can be claimed is in `jobReady`, by lane and priority (`ready`: 0 urgent … 3 low, and 10 more for one that lost a
 * lease); the clock tells what of it is due, nothing is promoted. What waits in a thread is in its line (`jobLine`), and
 * only the one in front is ready. Every index that a claim or a settlement touches holds live jobs alone, so that they
 * cost the same however much has been delivered. Numbers are declared as such: a binding may hand them over as floats, which
 * take more room.
 */
export const schema = `
CREATE TABLE meta (latest INTEGER, seq INTEGER, indexed INTEGER, commits INTEGER, opens INTEGER, isClean INTEGER);
INSERT INTO meta VALUES (0, 0, 0, 0, 0, 1);

CREATE TABLE lane (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, paused TEXT, revivedUntil INTEGER, waiting INTEGER,
  retrying INTEGER, dead INTEGER, delivered INTEGER, failed INTEGER, suppressed INTEGER, lastDeliveredAt INTEGER,
  lastFailedAt INTEGER
);

-- Ids that a repeat may bring, but for the newest (ids.ts). Once a batch is gone, 'until' says how long its id is known,
-- 'print' and 'lanes' what to answer.
CREATE TABLE known (id TEXT PRIMARY KEY, seq INTEGER, until INTEGER, print TEXT, lanes TEXT) WITHOUT ROWID;
CREATE INDEX knownUntil ON known (until) WHERE until IS NOT NULL;

CREATE TABLE batch (
  seq INTEGER PRIMARY KEY, id TEXT, print TEXT, acceptedAt INTEGER, size INTEGER, body TEXT, plan TEXT, spec TEXT
);
CREATE INDEX batchAccepted ON batch (acceptedAt);
CREATE TABLE finished (number INTEGER PRIMARY KEY, batch INTEGER, at INTEGER);

-- 'dueSince' is told where it is not 'dueAt' or the job is in a thread; 'attempts', 'progress', 'receipt' are JSON.
CREATE TABLE job (
  id INTEGER PRIMARY KEY, batch INTEGER, lane INTEGER, state INTEGER, rank INTEGER, at INTEGER, dueAt INTEGER,
  endsAt INTEGER, ready INTEGER, thread INTEGER, line INTEGER, isResolve INTEGER, dueSince INTEGER, attemptCount INTEGER,
  lost INTEGER, token INTEGER, leasedAt INTEGER, leaseEndsAt INTEGER, endedAt INTEGER, reason TEXT, attempts TEXT,
  progress TEXT, receipt TEXT
);
CREATE INDEX jobReady ON job (lane, ready, dueAt) WHERE ready IS NOT NULL;
CREATE INDEX jobLine ON job (line, at) WHERE line IS NOT NULL;
CREATE INDEX jobExpiring ON job (endsAt) WHERE state = 0 AND endsAt IS NOT NULL;
CREATE INDEX jobAged ON job (lane, dueSince) WHERE dueSince IS NOT NULL AND state IN (0, 1);
CREATE INDEX jobStale ON job (id) WHERE state = 1;
CREATE INDEX jobLeased ON job (id) WHERE state = 2;
CREATE INDEX jobDead ON job (endedAt) WHERE state = 5;

-- One key over all lanes, and what it has going on one lane.
CREATE TABLE threadKey (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, keptUntil INTEGER, resolveAt INTEGER, resolveSeq INTEGER
);
CREATE INDEX threadKeyResting ON threadKey (keptUntil) WHERE keptUntil IS NOT NULL;
CREATE TABLE thread (
  id INTEGER PRIMARY KEY, threadKey INTEGER, lane INTEGER, holder INTEGER, front INTEGER, frontRank INTEGER,
  urgent INTEGER, high INTEGER, medium INTEGER, low INTEGER, unfinished INTEGER, openingAt INTEGER, openingSeq INTEGER,
  triedAt INTEGER, triedSeq INTEGER, deliveredAt INTEGER, deliveredSeq INTEGER, resolvedAt INTEGER, resolvedSeq INTEGER,
  handle TEXT
);
CREATE INDEX threadOfKey ON thread (threadKey);

CREATE TABLE record (key TEXT PRIMARY KEY, value TEXT, endsAt INTEGER) WITHOUT ROWID;
CREATE INDEX recordEnding ON record (endsAt) WHERE endsAt IS NOT NULL;

PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;

/** As they stand in `job.state`. A stale one waits to be ended by the next claim; of a dropped one only its batch tells. */
export const states = { waiting: 0, stale: 1, leased: 2, done: 3, suppressed: 4, dead: 5, dropped: 6 } as const;
export type State = (typeof states)[keyof typeof states];
