-- How a job goes from state to state. Every count and every set is kept here; add.lua puts in what has no thread, and
-- take.lua takes dead letters off their list.

local function isSuspect(job)
  return job.lost ~= '0'
end

-- In one set with all scores equal: by rank, due time, acceptance.
local function suspectMember(job)
  return job.rank .. format('%015d', job.due) .. job.seq .. job.id
end

-- Puts a job that waits into its sets, or takes it out of them.
local function file(job, isHere)
  local part = partOf(job)
  if job.ends ~= '' then place(keys.expiring, job.ref, isHere and job.ends) end
  if isSuspect(job) or job.since ~= job.due then place(tag .. 'ages:' .. job.lane, job.ref, isHere and job.since) end
  if isSuspect(job) then
    place(tag .. 'suspects:' .. job.lane, suspectMember(job), isHere and '0')
  elseif not part or part.holder == job.ref then
    place(readyOf(job.lane, job.rank), job.seq .. (job.isRecorded and '\n' or '') .. job.id, isHere and job.due)
  else
    place(queuedOf(job.lane, job.thread), queuedMember(job), isHere and job.at)
    part.counts[job.rank + 1] = part.counts[job.rank + 1] + (isHere and 1 or -1)
    if isResolve(job) and isHere then part.closing = job.ref end
    if part.closing == job.ref and not isHere then part.closing = nil end
  end
end

local function countWaiting(job, by)
  count(job.lane, job.attempts ~= '0' and 'retrying' or 'waiting', by)
  size = size + by
end

local function touch(job)
  if isThreaded(job) then changed(job.thread, job.lane) end
end

-- Into the waiting sets, from wherever it was.
local function enter(job)
  local part = partOf(job)
  job.state = 'w'
  if part and part.holder == job.ref then part.idle = true end
  countWaiting(job, 1)
  file(job, true)
  touch(job)
  woken = true
end

-- Back into them, with a record of its own.
local function reenter(job)
  job.isRecorded = true
  enter(job)
  save(job)
end

-- Out of all that waits.
local function depart(job)
  countWaiting(job, -1)
  file(job, false)
  touch(job)
end

local function hold(job)
  local part = partOf(job)
  part.holder, part.order, part.idle = job.ref, orderOf(job), nil
  if not isResolve(job) then part.tried = newest(part.tried, part.order) end
end

-- A sorted set that ever held a long member is a tree from then on. As a list, which it is while it is small, it would be
-- searched from its beginning for each lease that comes and goes.
local longMember = ('-'):rep(65)

local function prepareLeases(name)
  local lane = changedLane(name)
  if lane.isPrepared then return end
  place(keys.leases, longMember, 'inf')
  place(tag .. 'leased:' .. name, longMember, 'inf')
  lane.isPrepared = true
end

-- Of one that has departed.
local function lease(job, token, endsAt)
  prepareLeases(job.lane)
  job.state, job.token, job.attempts = 'l', token, texted[job.attempts + 1]
  size = size + 1
  count(job.lane, 'leased', 1)
  place(keys.leases, job.ref, endsAt)
  place(tag .. 'leased:' .. job.lane, job.ref, texted[now])
  if isSuspect(job) then laneOf(job.lane).suspect = job.ref end
  if isThreaded(job) then hold(job) end
  save(job)
end

-- The end of a lease; where the job goes then is the caller's next step.
local function release(job)
  size = size - 1
  count(job.lane, 'leased', -1)
  place(keys.leases, job.ref, false)
  place(tag .. 'leased:' .. job.lane, job.ref, false)
  local lane = laneOf(job.lane)
  if lane.suspect ~= job.ref then return end
  lane.suspect = nil
  woken = true
end

local function finishBatch(id)
  finished[#finished + 1] = texted[now] .. '\t' .. id
end

local function unfinishedOf(id)
  local pending = texts[tag .. 'open:' .. id]
  return tonumber(pending or call('GET', tag .. 'open:' .. id)) or 1
end

local function closeBatch(job)
  if job.siblings == '1' then return finishBatch(job.id) end
  local left = unfinishedOf(job.id) - 1
  texts[tag .. 'open:' .. job.id] = left > 0 and texted[left]
  if left == 0 then finishBatch(job.id) end
end

local function closeThread(job)
  if not isThreaded(job) then return end
  local thread = threadOf(job.thread)
  thread.unfinished = thread.unfinished - 1
  changedThreads[job.thread] = true
end

-- Nothing will come of this job any more.
local function close(job)
  closeBatch(job)
  closeThread(job)
end

local function leaveThread(job)
  local part = partOf(job)
  if not part or part.holder ~= job.ref then return end
  part.holder, part.order, part.idle = nil, nil, nil
  woken = true
end

local function countEnd(job)
  if job.state == 's' then return count(job.lane, 'suppressed', 1) end
  local lane = changedLane(job.lane)
  if job.state == 'd' then
    lane.delivered, lane.deliveredAt = lane.delivered + 1, now
  else
    lane.failed, lane.dead, lane.failedAt = lane.failed + 1, lane.dead + 1, now
  end
end

local function letterOf(job)
  return job.id .. ':' .. job.lane .. '\t' .. job.lane
end

-- To its end: done, suppressed, or a dead letter, which is kept, and with it its batch and thread.
local function finish(job, state, reason)
  job.state, job.reason, job.endedAt = state, reason, texted[now]
  countEnd(job)
  leaveThread(job)
  if state == 'x' then place(keys.dead, letterOf(job), texted[now]) else close(job) end
  touch(job)
  save(job)
end

-- A job whose batch somebody removed by hand, and which is in no set any more: it is counted as failed.
local function vanish(job)
  local lane = changedLane(job.lane)
  lane.failed, lane.failedAt = lane.failed + 1, now
  leaveThread(job)
  closeThread(job)
  touch(job)
  texts[tag .. 'job:' .. job.ref], texts[tag .. 'open:' .. job.id] = false, false
  place(keys.accepted, job.id, false)
end

local function commit()
  tendThreads()
  saveThreads()
  saveLanes()
end
