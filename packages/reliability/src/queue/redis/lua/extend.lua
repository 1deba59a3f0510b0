-- Lets leases last longer.
--
-- ARGV[3]  for how many ms from now on
-- ARGV[4…] `id lane token`, with tabs between: of each claim
--
-- Answers 1 or 0 for each.

local endsAt = now + tonumber(ARGV[3])
local refs, tokens, answers = {}, {}, {}
for at = 4, #ARGV do
  local id, lane, token = match(ARGV[at], '^([^\t]*)\t([^\t]*)\t(.*)$')
  refs[at - 3], tokens[at - 3] = refOf(id, lane), token
end
loadStates(refs)
for at, ref in ipairs(refs) do
  local job = jobs[ref]
  local isOwn = job and job.state == 'l' and job.token == tokens[at]
  if isOwn then place(keys.leases, ref, texted[endsAt]) end
  answers[at] = isOwn and '1' or '0'
end
flush()
return table.concat(answers)
