-- What waits in a thread is kept out of `ready`; one entry there stands for all of it, with the highest priority that
-- waits behind it, so that nothing urgent waits for a low one's turn.
--
-- A member of `queued:…` is `<seq><rank><due>⇥<id>`, with ↵ in place of ⇥ for a job that has a record of its own, its
-- score the time: the set is in the thread's order.

local chunk = 100

local function queuedMember(job)
  return job.seq .. job.rank .. job.due .. (job.isRecorded and '\n' or '\t') .. job.id
end

local function parseQueued(member, at)
  local due, kind, id = match(member, '^(%d+)(%c)(.*)$', seqWidth + 2)
  return {
    order = { tonumber(at), tonumber(sub(member, 1, seqWidth), 16) }, seq = sub(member, 1, seqWidth),
    rank = sub(member, seqWidth + 1, seqWidth + 1), due = tonumber(due), id = id, member = member,
    isRecorded = kind == '\n',
  }
end

-- What is queued, in order, from one place to another.
local function queuedFrom(set, from, to)
  flushSet(set)
  local found, items = call('ZRANGE', set, from, to, 'WITHSCORES'), {}
  for place = 1, #found, 2 do items[#items + 1] = parseQueued(found[place], found[place + 1]) end
  return items
end

-- Of a job whose records somebody removed by hand, its place is known all the same.
local function placeGhost(job, item, name)
  if not job.isGone then return end
  job.seq, job.rank, job.status, job.thread, job.isRecorded = item.seq, item.rank, 'f', name, item.isRecorded
  job.due, job.since = texted[item.due], texted[item.due]
end

local function jobsQueued(items, name, lane)
  local refs, found = {}, {}
  for place, item in ipairs(items) do refs[place] = refOf(item.id, lane) end
  loadJobs(refs)
  for place, item in ipairs(items) do
    found[place] = jobs[refs[place]]
    placeGhost(found[place], item, name)
  end
  return found
end

local function topRank(part)
  for rank = 0, 3 do
    if part.counts[rank + 1] > 0 then return rank end
  end
  return nil
end

-- After somebody removed the thread's own record by hand: what is queued tells of it.
local function recount(name, lane, part)
  for _, item in ipairs(queuedFrom(queuedOf(lane, name), 0, -1)) do
    part.counts[item.rank + 1] = part.counts[item.rank + 1] + 1
    threadOf(name).unfinished = threadOf(name).unfinished + 1
  end
end

-- The oldest that is due, otherwise the first that will be. What is below the floor only waits for its end.
local function frontOf(name, lane, first)
  local floor, set, offset, front = floorOf(name, lane), queuedOf(lane, name), 0, nil
  local items = { first }
  while #items > 0 do
    for _, item in ipairs(items) do
      if not isOlder(item.order, floor) then
        if item.due <= now then return item end
        if not front or isBefore(item, front) then front = item end
      end
    end
    offset = offset + #items
    items = queuedFrom(set, offset, offset + chunk - 1)
  end
  return front
end

local function present(name, lane, part, item)
  local front = item and { rank = texted[topRank(part)], entry = item.seq .. '\t' .. name, due = texted[item.due] }
  local old = part.front
  if old and not (front and front.rank == old.rank and front.entry == old.entry) then
    place(readyOf(lane, old.rank), old.entry, false)
  end
  if front then place(readyOf(lane, front.rank), front.entry, front.due) end
  part.front = front or nil
end

-- While a holder keeps them out of `ready`, `ages` tells how long they have waited.
local function noteAge(name, lane, part, due)
  if part.aged == due then return end
  place(tag .. 'ages:' .. lane, '\t' .. name, due and texted[due] or false)
  part.aged = due
end

-- A holder of which nothing is left (somebody removed it by hand) holds nobody.
local function checkHolder(part)
  if not part.holder or jobs[part.holder] or call('EXISTS', tag .. 'job:' .. part.holder) == 1 then return end
  part.holder, part.order, part.idle = nil, nil, nil
end

local function tend(name, lane)
  local part = partIn(name, lane)
  checkHolder(part)
  local first = topRank(part) and queuedFrom(queuedOf(lane, name), 0, 0)[1]
  local floor = floorOf(name, lane)
  if (first and isOlder(first.order, floor)) or (part.idle and isOlder(part.order, floor)) then
    place(keys.stale, refOf(lane, name), texted[now])
  end
  present(name, lane, part, first and not part.holder and frontOf(name, lane, first))
  noteAge(name, lane, part, part.holder and first and first.due or nil)
end

-- Puts the changed threads into `ready` and `stale` as they now are; to be called before those sets are read.
local function tendThreads()
  local parts = changedParts
  changedParts = {}
  for _, part in pairs(parts) do tend(part.name, part.lane) end
end
