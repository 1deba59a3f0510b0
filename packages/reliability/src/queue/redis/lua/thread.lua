-- Threads: what one key has going on, as MessagePack.
--
-- A thread:  resolve     the newest resolve accepted
--            unfinished  its jobs that wait, are leased, or are dead letters
--            kept        until when it is kept where there are none
--            parts       lane → what goes on there
-- A part:    counts      how many are queued of each rank
--            holder      the job that runs: from its first claim until it is done or dead
--            order, idle where it stands in the thread, and whether it waits for its next attempt
--            front       what stands in `ready` for all that is queued: its rank and entry
--            aged        its score in `ages`
--            closing     the newest resolve that is queued
--            opening, tried, delivered, resolved   the newest firing or acknowledge added, the newest of them that was
--                        claimed, the newest delivered, the newest resolve delivered
--            handle      JSON
-- An order is { time, acceptance }.

local dayMs = 86400000
local never = { -math.huge, 0 }

local threads, changedThreads, changedParts = {}, {}, {}

local function isOlder(a, b)
  a, b = a or never, b or never
  return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])
end

local function newest(a, b)
  return isOlder(a, b) and b or a
end

local function orderOf(job)
  return { tonumber(job.at), tonumber(job.seq, 16) }
end

local function isThreaded(job)
  return job.status ~= ''
end

local function isResolve(job)
  return job.status == 'r'
end

local function readThread(text)
  local thread = text and cmsgpack.unpack(text)
  if thread and (thread.unfinished > 0 or thread.kept > now) then return thread end
  return { unfinished = 0, parts = {} }
end

local function loadThreads(names)
  local found = textsOf('thread:', names)
  for place = 1, #names do threads[names[place]] = threads[names[place]] or readThread(found[place]) end
end

local function threadOf(name)
  if not threads[name] then loadThreads({ name }) end
  return threads[name]
end

local function partIn(name, lane)
  local parts = threadOf(name).parts
  parts[lane] = parts[lane] or { counts = { 0, 0, 0, 0 } }
  return parts[lane]
end

local function partOf(job)
  return isThreaded(job) and partIn(job.thread, job.lane) or nil
end

-- To be called with every change of a part.
local function changed(name, lane)
  changedThreads[name] = true
  local ref = refOf(lane, name)
  if not changedParts[ref] then changedParts[ref] = { name = name, lane = lane } end
end

-- A thread is open while its newest firing or acknowledge is newer than the newest resolve that was delivered.
local function isOpen(part)
  return isOlder(part.resolved, part.opening)
end

-- What came before this is stale.
local function floorOf(name, lane)
  return newest(partIn(name, lane).delivered, threadOf(name).resolve)
end

local function isStale(job)
  return isThreaded(job) and isOlder(orderOf(job), floorOf(job.thread, job.lane))
end

-- Why a job that waits, or is about to, goes nowhere.
local function verdictOn(job)
  if not isThreaded(job) then return nil end
  if isStale(job) then return 'stale' end
  local part = partOf(job)
  local cameAndWent = isOpen(part) and isOlder(part.opening, orderOf(job)) and not isOlder(part.resolved, part.tried)
  return isResolve(job) and cameAndWent and 'never_opened' or nil
end

local function saveThreads()
  for name in pairs(changedThreads) do
    local thread = threads[name]
    if thread.unfinished > 0 then
      texts[tag .. 'thread:' .. name] = cmsgpack.pack(thread)
    else
      local open = false
      for _, part in pairs(thread.parts) do open = open or isOpen(part) end
      local keptMs = open and 90 * dayMs or dayMs
      thread.kept = now + keptMs
      call('SET', tag .. 'thread:' .. name, cmsgpack.pack(thread), 'PX', keptMs)
    end
  end
end
