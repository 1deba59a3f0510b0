-- Ends leases. Only a lease's own token counts; the same settlement again changes nothing and answers yes.
--
-- ARGV[3]  how long finished batches are kept, in ms
-- ARGV[4]  and how many
-- ARGV[5…] of each settlement: `id lane token to reason delay spent`, with tabs between; and attempt, receipt, progress
--          and handle, JSON, '' where there is none. to: d done, w later, x dead
--
-- Answers 1 or 0 for each.

local finishedMs, maxFinished = tonumber(ARGV[3]), tonumber(ARGV[4])
local first, width = 5, 5
local keptAttempts = 20
local settlementFields = '^([^\t]*\t[^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$'

local earlier = earlierAnswer()
if earlier then return earlier end

local settlements = {}

local function load()
  local refs, names = {}, {}
  for at = first, #ARGV, width do
    local ref, token, to, reason, delay, spent = match(ARGV[at], settlementFields)
    refs[#refs + 1] = ref
    settlements[#settlements + 1] = {
      ref = ref, token = token, to = to, reason = reason, delay = delay, spent = spent == '1', at = at,
    }
  end
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

local function putBack(job, settlement)
  if not settlement.spent then job.attempts = texted[job.attempts - 1] end
  job.reason, job.due = settlement.reason, texted[now + settlement.delay]
  enter(job)
  save(job)
end

local function settle(settlement)
  local job = jobs[settlement.ref]
  if not job or job.token ~= settlement.token then return '0' end
  if job.state ~= 'l' then return '1' end
  release(job)
  job.lost = '0'
  note(job, unpack(ARGV, settlement.at + 1, settlement.at + 4))
  if settlement.to == 'd' then
    deliver(job)
  elseif settlement.to == 'x' then
    finish(job, 'x', settlement.reason)
  else
    putBack(job, settlement)
  end
  return '1'
end

load()
local answers = {}
for place, settlement in ipairs(settlements) do answers[place] = settle(settlement) end
commit()
tidy(finishedMs, maxFinished)
return answered(table.concat(answers))
