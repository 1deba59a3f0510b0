-- The two records, as text. Between fields stands a tab, between lines a line feed; what is JSON holds neither. Scripts
-- keep numbers as this text until they calculate with them.
--
-- batch:<id>        accepted  seq  at  siblings  status  thread  fingerprint
--                   lane  rank  delay  ttl  expires                     one line for each job
--                                                                       an empty line
--                   the body, JSON
--                   plan and the rest of what was added, JSON
--
-- job:<id>⇥<lane>   state  rank  at  seq  status  thread  siblings  due  since  ends  attempts  lost  token  endedAt  reason
--                   progress, JSON
--                   receipt, JSON
--                   an attempt, JSON                                    one line for each of the last 20
--
-- Times are ms, '' where there is none. at: at most the time of acceptance. seq: acceptance, 12 hexadecimal digits.
-- siblings: how many jobs the batch has. status: f, a, r, '' without a thread. rank: 0 is urgent, 3 is low. state: w
-- waiting, l leased, d done, s suppressed, x dead. since: when it first was due in this life. lost: leases, without a
-- settlement between. token: of the lease, also after its settlement.

local headFields = '^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t'
local jobLine = '([^\t]*)\t(%d)\t(%d+)\t(%d*)\t(%d*)\n'
local jobFields = '^' .. ('([^\t]*)\t'):rep(14) .. '([^\n]*)\n'
local noTail = '\n'

local jobs = {}

-- When a job that first is due at `due` expires.
local function endOf(due, ttl, expires)
  if ttl == '' then return expires end
  local byAge = due + ttl
  if expires ~= '' and tonumber(expires) < byAge then return expires end
  return texted[byAge]
end

-- Of a batch's record: its first line, the lines of its jobs, and where its body begins.
local function partsOf(record)
  local headEnd = find(record, '\n', 1, true)
  local linesEnd = find(record, '\n\n', headEnd, true)
  return sub(record, 1, headEnd - 1), sub(record, headEnd + 1, linesEnd), linesEnd + 2
end

local function bodyOf(record)
  local from = find(record, '\n\n', 1, true) + 2
  return sub(record, from, find(record, '\n', from, true) - 1)
end

local function fingerprintOf(head)
  return select(7, match(head, headFields .. '(.*)$'))
end

local function lanesOf(lines)
  local lanes = {}
  for lane in gmatch(lines, jobLine) do lanes[#lanes + 1] = lane end
  return lanes
end

-- A job that was never claimed, of a batch with this head.
local function newJob(head, lane, rank, delay, ttl, expires)
  local due = delay == '0' and head.accepted or texted[head.accepted + delay]
  return {
    id = head.id, lane = lane, ref = refOf(head.id, lane), state = 'w', rank = rank, at = head.at, seq = head.seq,
    status = head.status, thread = head.thread, siblings = head.siblings, due = due, since = due,
    ends = endOf(due, ttl, expires), attempts = '0', lost = '0', token = '', endedAt = '', reason = '', tail = noTail,
  }
end

-- The same, as the record of its batch tells it; no JSON can be taken for the beginning of its line.
local function jobOfBatch(id, lane, record)
  local accepted, number, at, siblings, status, thread = match(record, headFields)
  local _, before = find(record, '\n' .. lane .. '\t', 1, true)
  if not accepted or not before then return nil end
  local head = { id = id, accepted = accepted, seq = number, at = at, siblings = siblings, status = status, thread = thread }
  return newJob(head, lane, match(record, '^(%d)\t(%d+)\t(%d*)\t(%d*)\n', before + 1))
end

local function jobOfText(ref, text)
  local state, rank, at, number, status, thread, siblings, due, since, ends, attempts, lost, token, endedAt, reason =
    match(text, jobFields)
  if not state then return nil end
  local id, lane = split(ref)
  return {
    id = id, lane = lane, ref = ref, state = state, rank = rank, at = at, seq = number, status = status,
    thread = thread, siblings = siblings, due = due, since = since, ends = ends, attempts = attempts, lost = lost,
    token = token, endedAt = endedAt, reason = reason, tail = sub(text, find(text, '\n', 1, true) + 1),
  }
end

local function save(job)
  texts[tag .. 'job:' .. job.ref] = table.concat({
    job.state, job.rank, job.at, job.seq, job.status, job.thread, job.siblings, job.due, job.since, job.ends,
    job.attempts, job.lost, job.token, job.endedAt, job.reason,
  }, '\t') .. '\n' .. job.tail
end
