-- Drops dead letters: nothing will come of them any more. See take.lua.

local dropped = 0
for _, letter in ipairs(chosen) do
  local job = taken(letter)
  if job then close(job) end
  dropped = dropped + 1
end
commit()
tidy(tonumber(ARGV[11]), tonumber(ARGV[12]))
return answered(table.concat({ dropped, wanted.untilMs, goOn }, '\t'))
