-- Pages of a sorted set by score and member: from a place on that may be gone meanwhile.

-- By bytes, as Redis orders members of one score: Lua's own `<` goes by the server's locale.
local function isByteBefore(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- How many members come before this place.
local function rankOf(set, score, member)
  local low = call('ZCOUNT', set, '-inf', '(' .. score)
  local high = low + call('ZCOUNT', set, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if isByteBefore(call('ZRANGE', set, middle, middle)[1], member) then low = middle + 1 else high = middle end
  end
  return low
end

-- Pairs of member and score, in order.
local function between(set, from, to)
  local found, pairs = call('ZRANGE', set, from, to, 'WITHSCORES'), {}
  for at = 1, #found, 2 do pairs[#pairs + 1] = { member = found[at], at = tonumber(found[at + 1]) } end
  return pairs
end
