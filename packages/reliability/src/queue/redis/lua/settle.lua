-- Ends leases. Only a lease's own token counts; the same settlement again changes nothing and answers yes.
--
-- ARGV[3]  how long finished batches are kept, in ms
-- ARGV[4]  and how many
-- ARGV[5…] of each settlement: `id⇥lane`; the token; d for done, `x⇥reason` for dead, `w⇥reason⇥delay⇥spent` for later;
--          attempt, receipt, progress and handle, JSON, '' where there is none
--
-- Answers 1 or 0 for each.

local finishedMs, maxFinished = tonumber(ARGV[3]), tonumber(ARGV[4])
local first, width = 5, 7
local keptAttempts = 20

local earlier = earlierAnswer()
if earlier then return earlier end

local refs = {}
for at = first, #ARGV, width do refs[#refs + 1] = ARGV[at] end

local function load()
  local names = {}
  loadStates(refs)
  for _, ref in ipairs(refs) do
    local job = jobs[ref]
    if job and isThreaded(job) then names[#names + 1] = job.thread end
  end
  loadThreads(names)
end

local function addAttempt(history, attempt)
  local lines, count = string.gsub(history .. '\n' .. attempt, '\n', '\n')
  return count > keptAttempts and match(lines, '^\n[^\n]*(.*)$') or lines
end

-- What the attempt brought.
local function note(job, attempt, receipt, progress, handle)
  local progressEnd = find(job.tail, '\n', 1, true)
  local receiptEnd = find(job.tail, '\n', progressEnd + 1, true) or #job.tail + 1
  local history = sub(job.tail, receiptEnd)
  if progress == '' then progress = sub(job.tail, 1, progressEnd - 1) end
  if receipt == '' then receipt = sub(job.tail, progressEnd + 1, receiptEnd - 1) end
  if attempt ~= '' then history = addAttempt(history, attempt) end
  job.tail = progress .. '\n' .. receipt .. history
  if handle ~= '' and isThreaded(job) then partOf(job).handle = handle end
end

local function deliver(job)
  local part = partOf(job)
  if part then part.delivered = newest(part.delivered, orderOf(job)) end
  if part and isResolve(job) then part.resolved = newest(part.resolved, orderOf(job)) end
  finish(job, 'd', '')
end

local function putBack(job, how)
  local reason, delay, spent = match(how, '^w\t([^\t]*)\t(%d+)\t(%d)$')
  if spent == '0' then job.attempts = texted[job.attempts - 1] end
  job.reason, job.due = reason, texted[now + delay]
  reenter(job)
end

local function settle(ref, token, how, ...)
  local job = jobs[ref]
  if not job or job.token ~= token then return '0' end
  if job.state ~= 'l' then return '1' end
  release(job)
  job.lost = '0'
  note(job, ...)
  if how == 'd' then
    deliver(job)
  elseif sub(how, 1, 1) == 'x' then
    finish(job, 'x', sub(how, 3))
  else
    putBack(job, how)
  end
  return '1'
end

load()
local answers = {}
for place = 1, #refs do
  local at = first + (place - 1) * width
  answers[place] = settle(unpack(ARGV, at, at + width - 1))
end
commit()
tidy(finishedMs, maxFinished)
return answered(table.concat(answers))
