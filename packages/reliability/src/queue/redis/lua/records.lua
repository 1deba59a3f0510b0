-- The two records, as text. Between fields stands a tab, between lines a line feed; what is JSON holds neither. Scripts
-- keep numbers as this text until they calculate with them.
--
-- batch:<id>        accepted  fingerprint
--                   lane  siblings  status  place                 one line for each job
--                                                                 an empty line
--                   the body, JSON
--                   plan and the rest of what was added, JSON
--
-- job:<id>⇥<lane>   state  token  attempts  lost  endedAt  reason  siblings  status  place
--                   progress, JSON
--                   receipt, JSON
--                   an attempt, JSON                              one line for each of the last 20
--
-- place             rank  due  since  ends  at  seq  thread  ttl  expires
--
-- Times are ms, '' where there is none. at: at most the time of acceptance. seq: acceptance, 12 hexadecimal digits.
-- siblings: how many jobs the batch has. status: f, a, r, '' without a thread. rank: 0 is urgent, 3 is low. state: w
-- waiting, l leased, d done, s suppressed, x dead. since: when it first was due in this life. lost: leases, without a
-- settlement between. token: of the lease, also after its settlement.

local jobFields = '^(%l)\t([^\t]*)\t(%d+)\t(%d+)\t(%d*)\t([^\t]*)\t(%d+)\t(%l?)\t([^\n]*)\n()'
local lineFields = '^(%d+)\t(%l?)\t([^\n]*)\n'
local placeFields = '^(%d)\t(%d+)\t(%d+)\t(%d*)\t([^\t]*)\t(%x+)\t([^\t]*)\t(%d*)\t(%d*)$'
local noTail = '\n'

local jobs = {}

-- When a job that first is due at `due` expires.
local function endOf(due, ttl, expires)
  if ttl == '' then return expires end
  local byAge = due + ttl
  if expires ~= '' and tonumber(expires) < byAge then return expires end
  return texted[byAge]
end

local function placeOf(job)
  return job.rank .. '\t' .. job.due .. '\t' .. job.since .. '\t' .. job.ends .. '\t' .. job.at .. '\t' .. job.seq
    .. '\t' .. job.thread .. '\t' .. job.ttl .. '\t' .. job.expires
end

local function fingerprintOf(record)
  return match(record, '^%d+\t([^\n]*)')
end

local function lanesOf(record)
  local lanes = {}
  for line in gmatch(sub(record, 1, find(record, '\n\n', 1, true)), '\n([^\n]+)') do
    lanes[#lanes + 1] = match(line, '^[^\t]*')
  end
  return lanes
end

local function bodyOf(record)
  local from = find(record, '\n\n', 1, true) + 2
  return sub(record, from, find(record, '\n', from, true) - 1)
end

-- A place is read when it is first needed: what is delivered at its first attempt never needs it.
local unread = {}
local isOfPlace = {
  rank = true, due = true, since = true, ends = true, at = true, seq = true, thread = true, ttl = true, expires = true,
}

local function readPlace(job)
  setmetatable(job, nil)
  job.rank, job.due, job.since, job.ends, job.at, job.seq, job.thread, job.ttl, job.expires = match(job.place, placeFields)
  job.place = nil
end

function unread.__index(job, field)
  if not isOfPlace[field] then return nil end
  readPlace(job)
  return job[field]
end

function unread.__newindex(job, field, value)
  if isOfPlace[field] then readPlace(job) end
  rawset(job, field, value)
end

-- A job that was never claimed, as the record of its batch tells it. No JSON can be taken for its line.
local function jobOfBatch(id, lane, record)
  local _, before = find(record, '\n' .. lane .. '\t', 1, true)
  if not before then return nil end
  local siblings, status, place = match(record, lineFields, before + 1)
  return setmetatable({
    id = id, lane = lane, ref = refOf(id, lane), state = 'w', token = '', attempts = '0', lost = '0', endedAt = '',
    reason = '', siblings = siblings, status = status, place = place, tail = noTail,
  }, unread)
end

local function jobOfText(ref, text)
  local state, token, attempts, lost, endedAt, reason, siblings, status, place, tail = match(text, jobFields)
  if not state then return nil end
  local id, lane = split(ref)
  return setmetatable({
    id = id, lane = lane, ref = ref, state = state, token = token, attempts = attempts, lost = lost, endedAt = endedAt,
    reason = reason, siblings = siblings, status = status, place = place, tail = sub(text, tail), isRecorded = true,
  }, unread)
end

local function save(job)
  texts[tag .. 'job:' .. job.ref] = job.state .. '\t' .. job.token .. '\t' .. job.attempts .. '\t' .. job.lost .. '\t'
    .. job.endedAt .. '\t' .. job.reason .. '\t' .. job.siblings .. '\t' .. job.status .. '\t'
    .. (job.place or placeOf(job)) .. '\n' .. job.tail
  job.isRecorded = true
end
