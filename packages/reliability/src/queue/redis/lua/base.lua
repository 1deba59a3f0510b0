-- What every script begins with: its keys, its time, its words.
--
-- KEYS[1]  the queue's hash tag, `{prefix}`. All keys are derived from it, so that one slot of a Cluster holds them all.
-- ARGV[1]  the time in ms where the queue was given a clock; '' where the server's decides
-- ARGV[2]  the request's token; what the verb takes follows from ARGV[3] on
--
-- Names (of batches, lanes, threads, reasons) come encoded, without control characters: these are our separators.
--
--   meta            hash    now: the latest time seen; seq: batches accepted; size: jobs that wait or are leased;
--                           knownUntil: until when something is remembered
--   lanes           hash    lane → its counts, pause and pace (lane.lua)
--   accepted        zset    batch id by time of acceptance
--   finished        list    `time⇥batch id` in the order in which they finished
--   leases          zset    job by the end of its lease
--   expiring        zset    job that waits, by its end
--   stale           zset    thread in a lane that has jobs to be ended as stale
--   dead            zset    `job id⇥lane` by time of death
--   wake            list    hints for who waits
--   batch:<id>      string  what was added (records.lua)
--   open:<id>       string  how many of its jobs are unfinished, where it has several
--   known:<id>      string  what is remembered of a batch that was let go of, with a TTL
--   job:<id>⇥<lane> string  what became of a job, from its first claim on (records.lua)
--   thread:<key>    string  a thread in all its lanes (thread.lua), with a TTL while nothing of it is unfinished
--   queued:<lane>⇥<key>  zset  what waits in a thread, by time and acceptance
--   ready<rank>:<lane>   zset  what can be claimed, by due time: `<seq><id>` for a job, `<seq>↵<id>` for one that has
--                              a record of its own, `<seq>⇥<key>` for a thread
--   suspects:<lane>      zset  what lost a lease and waits, in its order
--   leased:<lane>        zset  job by the time of its claim
--   ages:<lane>          zset  what waits longer than its due time in `ready` tells, by when it first was due
--   answer:<token>       string  what a request was answered, with a TTL
--
-- A job is named `<id>⇥<lane>` in all sets of the whole queue.

local tag = KEYS[1] .. ':'
local call, find, format, gmatch, match, sub = redis.call, string.find, string.format, string.gmatch, string.match, string.sub

-- No script moves more than this: it would hold up everybody else.
local mostMoves = 200

local keys = {}
for _, name in ipairs({ 'meta', 'lanes', 'accepted', 'finished', 'leases', 'expiring', 'stale', 'dead', 'wake' }) do
  keys[name] = tag .. name
end

local stored = call('HMGET', keys.meta, 'now', 'seq', 'size', 'knownUntil')

local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Never runs backwards, whatever the clock does.
local now = math.max(clock(), tonumber(stored[1]) or 0)
local seq = tonumber(stored[2]) or 0
local size = tonumber(stored[3]) or 0
local knownUntil = tonumber(stored[4]) or 0

-- Whole numbers as text. Lua's own way formats a fraction that is not there, which took a fifth of a script's time.
local texted = setmetatable({}, {
  __index = function(known, number)
    known[number] = format('%d', number)
    return known[number]
  end,
})

-- Acceptance as text: of one width, so that members of equal scores stand in its order.
local seqWidth = 12
local function seqText(number)
  return format('%012x', number)
end

local function refOf(id, lane)
  return id .. '\t' .. lane
end

local function split(ref)
  local tab = find(ref, '\t', 1, true)
  return sub(ref, 1, tab - 1), sub(ref, tab + 1)
end

local function readyOf(lane, rank)
  return tag .. 'ready' .. rank .. ':' .. lane
end

local function queuedOf(lane, thread)
  return tag .. 'queued:' .. lane .. '\t' .. thread
end

-- Which of two is due first, or was accepted first. Compared as numbers: Lua compares text by the server's locale.
local function isBefore(a, b)
  return a.due < b.due or (a.due == b.due and tonumber(a.seq, 16) < tonumber(b.seq, 16))
end
