-- Ends what is due to end, then leases what the wanted lanes have due.
--
-- ARGV[3]  how long a lease lasts, in ms
-- ARGV[4…] lane and limit, of each wanted lane
--
-- Answers a list: what was ended, one line each; then of each claim `id lane token attempts progress handle place`, with
-- tabs between, and its body.

local leaseMs = tonumber(ARGV[3])
local claims = {}

local function progressOf(job)
  return sub(job.tail, 1, find(job.tail, '\n', 1, true) - 1)
end

local function tellClaim(job)
  local part = partOf(job)
  claims[#claims + 1] = job.id .. '\t' .. job.lane .. '\t' .. job.token .. '\t' .. job.attempts .. '\t' .. progressOf(job)
    .. '\t' .. (part and part.handle or '') .. '\t' .. (job.place or placeOf(job))
  claims[#claims + 1] = bodyOf(records[job.id])
end

-- The same claims, for one whose answer was lost: those of its leases that are still its own.
local function tellAgain(earlier)
  local at, endedText = match(earlier, '^(%d+)\n(.*)$')
  local endsAt, own = texted[at + leaseMs], {}
  local refs = call('ZRANGEBYSCORE', keys.leases, endsAt, endsAt)
  loadStates(refs)
  for _, ref in ipairs(refs) do
    local request, number = match(jobs[ref] and jobs[ref].token or '', '^(.*)%.(%d+)$')
    if request == ARGV[2] then own[tonumber(number)] = jobs[ref] end
  end
  for number = 1, mostMoves do
    local job = own[number]
    if job then loadBatches({ job.id }) end
    if job and records[job.id] then tellClaim(job) end
  end
  return { endedText, unpack(claims) }
end

local earlier = earlierAnswer()
if earlier then return tellAgain(earlier) end

-- The first of those that lost a lease, where none of them is on its way.
local function suspectIn(lane)
  if laneOf(lane).suspect then return nil end
  local set = tag .. 'suspects:' .. lane
  flushSet(set)
  local member = call('ZRANGE', set, 0, 0)[1]
  if not member then return nil end
  return {
    set = set, member = member, kind = '\n', rank = sub(member, 1, 1), due = tonumber(sub(member, 2, 16)),
    seq = sub(member, 17, 16 + seqWidth), name = sub(member, 17 + seqWidth),
  }
end

local function dueOf(entry)
  return { due = tonumber(call('ZSCORE', entry.set, entry.member)), seq = sub(entry.member, 1, seqWidth) }
end

-- What is due of one priority: jobs, and threads that have something due.
local function readyIn(lane, rank, limit)
  local set, entries = readyOf(lane, rank), {}
  flushSet(set)
  for at, member in ipairs(call('ZRANGEBYSCORE', set, '-inf', texted[now], 'LIMIT', 0, limit)) do
    local kind, name = match(member, '^([\t\n]?)(.*)$', seqWidth + 1)
    entries[at] = { set = set, member = member, rank = rank, kind = kind, name = name }
  end
  return entries
end

-- Where one that lost a lease stands among those of its priority.
local function insert(suspect, entries, from)
  for at = from, #entries do
    if isBefore(suspect, dueOf(entries[at])) then return table.insert(entries, at, suspect) end
  end
  entries[#entries + 1] = suspect
end

-- The next `limit` of a lane, by priority, due time and acceptance.
local function nextIn(lane, limit)
  local suspect, entries = suspectIn(lane), {}
  for rank = 0, 3 do
    local from = #entries + 1
    for _, entry in ipairs(readyIn(lane, rank, limit - #entries)) do entries[#entries + 1] = entry end
    if suspect and suspect.rank == texted[rank] then insert(suspect, entries, from) end
    if #entries >= limit then break end
  end
  entries[limit + 1] = nil
  return entries
end

-- The oldest that is due in a thread, in place of the entry that stands for it.
local function entryOfThread(lane, name)
  local part, set = partIn(name, lane), queuedOf(lane, name)
  if not part.front then recount(name, lane, part) end
  part.front = nil
  changed(name, lane)
  local item = frontOf(name, lane, queuedFrom(set, 0, 0)[1])
  if not item or item.due > now then return nil end
  return { set = set, member = item.member, kind = item.isRecorded and '\n' or '', name = item.id, item = item, thread = name }
end

local function resolveThreads(lane, entries)
  local names, resolved = {}, {}
  for _, entry in ipairs(entries) do
    if entry.kind == '\t' then names[#names + 1] = entry.name end
  end
  loadThreads(names)
  for _, entry in ipairs(entries) do
    place(entry.set, entry.member, false)
    resolved[#resolved + 1] = entry.kind ~= '\t' and entry or entryOfThread(lane, entry.name)
  end
  return resolved
end

-- Reads what these need, in one command for each kind.
local function loadEntries(lane, entries)
  local ids, refs = {}, {}
  for at, entry in ipairs(entries) do
    ids[at] = entry.name
    if entry.kind == '\n' then refs[#refs + 1] = refOf(entry.name, lane) end
  end
  loadBatches(ids)
  loadStates(refs)
end

local function jobOfEntry(lane, entry)
  local job = fromBatch(entry.name, lane)
  place(entry.set, entry.member, false)
  if entry.item then
    placeGhost(job, entry.item, entry.thread)
  elseif job.isGone then
    job.rank, job.seq = texted[entry.rank], sub(entry.member, 1, seqWidth)
  end
  return job
end

-- What came to its end too late for the sweep must not be leased all the same. A sweep that got through left none of it.
local function isOver(job)
  return movesLeft == 0 and (isStale(job) or (job.ends ~= '' and tonumber(job.ends) <= now))
end

-- One that was never claimed and has no thread, and whose entry was removed, is in one set more: no need to read its place.
local function departUnread(job)
  countWaiting(job, -1)
  place(keys.expiring, job.ref, false)
end

local function take(job)
  if records[job.id] == false then
    depart(job)
    return vanish(job)
  end
  if isOver(job) then
    -- Back to where it was: it is the next sweep's.
    file(job, false)
    return file(job, true)
  end
  if job.isRecorded or isThreaded(job) then depart(job) else departUnread(job) end
  lease(job, ARGV[2] .. '.' .. texted[#claims / 2 + 1], texted[now + leaseMs])
  tellClaim(job)
end

local function claimIn(lane, limit)
  local entries = resolveThreads(lane, nextIn(lane, limit))
  loadEntries(lane, entries)
  for _, entry in ipairs(entries) do
    local job = jobOfEntry(lane, entry)
    -- Anything else is in the way by hand.
    if job.isGone or job.state == 'w' then take(job) end
  end
end

sweep()
for at = 4, #ARGV, 2 do
  local lane, limit = ARGV[at], math.min(tonumber(ARGV[at + 1]), mostMoves - #claims / 2)
  if limit > 0 and not isPaused(laneOf(lane)) then claimIn(lane, limit) end
end
-- Who asks in vain writes nothing.
if not next(changedLanes) and not next(sets) then return { '' } end

local endedText = table.concat(ended, '\n')
commit()
answered(texted[now] .. '\n' .. endedText)
return { endedText, unpack(claims) }
