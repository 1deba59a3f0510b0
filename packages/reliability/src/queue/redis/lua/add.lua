-- Adds batches one after the other, each whole or not at all.
--
-- ARGV[3]  how many jobs may wait or be leased
-- ARGV[4]  how long finished batches are kept, in ms
-- ARGV[5]  and how many
-- ARGV[6…] of each batch: its id, fingerprint and time; its status and thread, '' without one; of each of its jobs a
--          line, `lane rank delay ttl expires` with tabs between; the same of its followers; its body and the rest, as in
--          its record
--
-- Answers a line for each batch: new or known, and its lanes; conflict; full.

local maxSize, finishedMs, maxFinished = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local first, width = 6, 8
local accepted = texted[now]
local jobLine = '([^\t]*)\t(%d)\t(%d+)\t(%d*)\t(%d*)\n'

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
local remembered = knownUntil > now and textsOf('known:', ids) or {}
loadBatches(ids)
loadThreads(names)

-- What a repeat of this id is answered; nil where it is new.
local function repeated(place, id, fingerprint)
  local before, lanes
  if records[id] then
    before, lanes = fingerprintOf(records[id]), table.concat({ '', unpack(lanesOf(records[id])) }, '\t')
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
  local followers = ''
  for line in gmatch(lines, '[^\n]*\n') do
    local part = threadOf(name).parts[match(line, '^[^\t]*')]
    if part and isOpen(part) then followers = followers .. line end
  end
  return followers
end

-- A firing that came after its resolve may leave that resolve without anything to say.
local function silence(part)
  local closing = part.closing and jobOf(part.closing)
  if not closing or verdictOn(closing) ~= 'never_opened' then return end
  depart(closing)
  finish(closing, 's', 'never_opened')
end

-- What has no thread waits for nothing but its time.
local function startAlone(head, job)
  count(job.lane, 'waiting', 1)
  size = size + 1
  place(readyOf(job.lane, job.rank), head.seq .. head.id, job.due)
  if job.ends ~= '' then place(keys.expiring, refOf(head.id, job.lane), job.ends) end
  woken = true
end

local function startInThread(job)
  local part = partOf(job)
  if not isResolve(job) then part.opening = newest(part.opening, orderOf(job)) end
  local verdict = verdictOn(job)
  if verdict then finish(job, 's', verdict) else enter(job) end
  if verdict == 'stale' then silence(part) end
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

local function startAll(head, made)
  if head.status == '' then
    for _, job in ipairs(made) do startAlone(head, job) end
    return
  end
  joinThread(head, #made)
  for _, job in ipairs(made) do startInThread(fromBatch(head.id, job.lane)) end
end

local function newJobs(lines)
  local made = {}
  for lane, rank, delay, ttl, expires in gmatch(lines, jobLine) do
    local due = delay == '0' and accepted or texted[now + delay]
    local ends = endOf(due, ttl, expires)
    made[#made + 1] = { lane = lane, rank = rank, due = due, ends = ends, limits = ttl .. '\t' .. expires }
  end
  return made
end

local function keep(head, made, text)
  local record, shared = accepted .. '\t' .. head.fingerprint, head.at .. '\t' .. head.seq .. '\t' .. head.thread
  local kind = '\t' .. texted[#made] .. '\t' .. head.status .. '\t'
  for _, job in ipairs(made) do
    record = record .. '\n' .. job.lane .. kind .. job.rank .. '\t' .. job.due .. '\t' .. job.due .. '\t' .. job.ends
      .. '\t' .. shared .. '\t' .. job.limits
  end
  record = record .. '\n\n' .. text
  records[head.id], texts[tag .. 'batch:' .. head.id] = record, record
  place(keys.accepted, head.id, accepted)
  if #made == 0 then finishBatch(head.id) end
  if #made > 1 then texts[tag .. 'open:' .. head.id] = texted[#made] end
end

local function add(at)
  local id, fingerprint, time, status, thread, lines, followers, text = unpack(ARGV, at, at + width - 1)
  local known = repeated((at - first) / width + 1, id, fingerprint)
  if known then return known end
  if status ~= '' and followers ~= '' then lines = lines .. followersOf(followers, thread) end
  local made, answer = newJobs(lines), 'new'
  if size + #made > maxSize then return 'full' end
  seq = seq + 1
  local head = {
    id = id, fingerprint = fingerprint, at = tonumber(time) > now and accepted or time, seq = seqText(seq),
    status = status, thread = thread,
  }
  keep(head, made, text)
  startAll(head, made)
  for _, job in ipairs(made) do answer = answer .. '\t' .. job.lane end
  return answer
end

local answers = {}
for at = first, #ARGV, width do answers[#answers + 1] = add(at) end
commit()
tidy(finishedMs, maxFinished)
return answered(table.concat(answers, '\n'))
