-- Adds batches one after the other, each whole or not at all.
--
-- ARGV[3]  how many jobs may wait or be leased
-- ARGV[4]  how long finished batches are kept, in ms
-- ARGV[5]  and how many
-- ARGV[6…] of each batch: its id, fingerprint and time; its status and thread, '' without one; how many jobs it has, and
--          their lines, as in its record; the lines of its followers; its body and the rest, as in its record
--
-- Answers a line for each batch: new or known, and its lanes; conflict; full.

local maxSize, finishedMs, maxFinished = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local first, width = 6, 9
local accepted = texted[now]

local earlier = earlierAnswer()
if earlier then return earlier end

local function idsAndThreads()
  local ids, names = {}, {}
  for at = first, #ARGV, width do
    ids[#ids + 1] = ARGV[at]
    if ARGV[at + 3] ~= '' then names[#names + 1] = ARGV[at + 4] end
  end
  return ids, names
end

local ids, names = idsAndThreads()
local remembered = textsOf('known:', ids)
loadBatches(ids)
loadThreads(names)

-- What a repeat of this id is answered; nil where it is new.
local function repeated(place, id, fingerprint)
  local before, lanes
  if records[id] then
    local head, lines = partsOf(records[id])
    before, lanes = fingerprintOf(head), table.concat({ '', unpack(lanesOf(lines)) }, '\t')
  elseif remembered[place] then
    local untilMs
    untilMs, before, lanes = match(remembered[place], '^(%d+)\t([^\t]*)(.*)$')
    if tonumber(untilMs) <= now then return nil end
  else
    return nil
  end
  return before == fingerprint and 'known' .. lanes or 'conflict'
end

-- The lines of those that follow because the thread is open there.
local function followersOf(lines, name)
  local followers, jobCount = '', 0
  for line in gmatch(lines, '[^\n]*\n') do
    local part = threadOf(name).parts[match(line, '^[^\t]*')]
    if part and isOpen(part) then followers, jobCount = followers .. line, jobCount + 1 end
  end
  return followers, jobCount
end

-- A firing that came after its resolve may leave that resolve without anything to say.
local function silence(part)
  local closing = part.closing and jobOf(part.closing)
  if not closing or verdictOn(closing) ~= 'never_opened' then return end
  depart(closing)
  finish(closing, 's', 'never_opened')
end

local function start(job)
  local part = partOf(job)
  if part and not isResolve(job) then part.opening = newest(part.opening, orderOf(job)) end
  local verdict = verdictOn(job)
  if verdict then finish(job, 's', verdict) else enter(job) end
  if part and verdict == 'stale' then silence(part) end
end

-- Before its jobs start.
local function joinThread(head, jobCount)
  local thread = threadOf(head.thread)
  thread.unfinished = thread.unfinished + jobCount
  changedThreads[head.thread] = true
  if head.status ~= 'r' then return end
  thread.resolve = newest(thread.resolve, orderOf(head))
  for lane in pairs(thread.parts) do changed(head.thread, lane) end
end

local function keep(head, fingerprint, lines, text)
  local record = accepted .. '\t' .. head.seq .. '\t' .. head.at .. '\t' .. head.siblings .. '\t' .. head.status .. '\t'
    .. head.thread .. '\t' .. fingerprint .. '\n' .. lines .. '\n' .. text
  records[head.id], texts[tag .. 'batch:' .. head.id] = record, record
  place(keys.accepted, head.id, accepted)
  if head.siblings == '0' then finishBatch(head.id) end
  if head.siblings ~= '0' and head.siblings ~= '1' then texts[tag .. 'open:' .. head.id] = head.siblings end
end

local function startJobs(head, lines)
  local answer = 'new'
  for lane, rank, delay, ttl, expires in gmatch(lines, jobLine) do
    local job = newJob(head, lane, rank, delay, ttl, expires)
    jobs[job.ref] = job
    start(job)
    answer = answer .. '\t' .. lane
  end
  return answer
end

local function add(at)
  local id, fingerprint, time, status, thread, jobCount, lines, followers, text = unpack(ARGV, at, at + width - 1)
  local known = repeated((at - first) / width + 1, id, fingerprint)
  if known then return known end
  jobCount = tonumber(jobCount)
  if status ~= '' and followers ~= '' then
    local more, moreCount = followersOf(followers, thread)
    lines, jobCount = lines .. more, jobCount + moreCount
  end
  if size + jobCount > maxSize then return 'full' end
  seq = seq + 1
  local head = {
    id = id, accepted = accepted, seq = seqText(seq), at = tonumber(time) > now and accepted or time,
    siblings = texted[jobCount], status = status, thread = thread,
  }
  keep(head, fingerprint, lines, text)
  if status ~= '' then joinThread(head, jobCount) end
  return startJobs(head, lines)
end

local answers = {}
for at = first, #ARGV, width do answers[#answers + 1] = add(at) end
commit()
tidy(finishedMs, maxFinished)
return answered(table.concat(answers, '\n'))
