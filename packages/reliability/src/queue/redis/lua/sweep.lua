-- What a claim ends before it takes anything, of any lane: at most 200, the rest is the next claim's.

local leasesToPoison = 3
local ended, movesLeft = {}, mostMoves

local function tell(job, to, reason)
  ended[#ended + 1] = table.concat({ job.id, job.lane, to, reason }, '\t')
end

local function bury(job, reason)
  finish(job, 'x', reason)
  tell(job, 'dead', reason)
end

-- The ends of jobs that wait.
local function suppress(job)
  depart(job)
  if job.isGone then return vanish(job) end
  finish(job, 's', 'stale')
  tell(job, 'suppressed', 'stale')
end

local function expire(job)
  -- The claim that meets it knows from where.
  if job.isGone then return place(keys.expiring, job.ref, false) end
  depart(job)
  bury(job, 'expired')
end

-- What the set has up to now, as many as may be moved yet.
local function overdue(set)
  flushSet(set)
  local refs = call('ZRANGEBYSCORE', set, '-inf', texted[now], 'LIMIT', 0, movesLeft)
  movesLeft = movesLeft - #refs
  loadJobs(refs)
  return refs
end

local function loseLease(job)
  release(job)
  if job.isGone then return vanish(job) end
  job.token, job.lost = '', texted[job.lost + 1]
  if tonumber(job.lost) >= leasesToPoison then return bury(job, 'poison') end
  reenter(job)
end

local function loseLeases()
  for _, ref in ipairs(overdue(keys.leases)) do loseLease(jobs[ref]) end
end

local function staleIn(name, lane)
  local part, floor, stale = partIn(name, lane), floorOf(name, lane), {}
  if part.idle and isOlder(part.order, floor) then stale[1] = jobOf(part.holder) end
  if not topRank(part) or #stale == movesLeft then return stale end
  local items = {}
  for _, item in ipairs(queuedFrom(queuedOf(lane, name), 0, movesLeft - #stale - 1)) do
    if isOlder(item.order, floor) then items[#items + 1] = item end
  end
  for _, job in ipairs(jobsQueued(items, name, lane)) do stale[#stale + 1] = job end
  return stale
end

-- Threads whose floor rose. One that is not through with its stale jobs stays on the list.
local function endStale()
  local set = keys.stale
  if movesLeft == 0 then return end
  flushSet(set)
  for _, ref in ipairs(call('ZRANGE', set, 0, movesLeft - 1)) do
    if movesLeft == 0 then return end
    local lane, name = split(ref)
    place(set, ref, false)
    local stale = staleIn(name, lane)
    movesLeft = movesLeft - #stale
    for _, job in ipairs(stale) do suppress(job) end
    changed(name, lane)
  end
end

local function endExpired()
  for _, ref in ipairs(overdue(keys.expiring)) do expire(jobs[ref]) end
end

local function sweep()
  loseLeases()
  tendThreads()
  endStale()
  if movesLeft > 0 then endExpired() end
  tendThreads()
end
