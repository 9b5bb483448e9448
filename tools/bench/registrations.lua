-- One registration a request, each learner in turn, each time for another section. TOKENS and SECTIONS
-- name the files that `sanad seed surge` writes; HOT keeps the first so many sections only; START
-- passes over the first so many requests.
local tokens, sections, at = {}, {}, tonumber(os.getenv("START") or "0")
local function lines(path, into) for line in io.lines(path) do into[#into + 1] = line:match("^%S+") end end
function init(args)
  lines(os.getenv("TOKENS"), tokens); lines(os.getenv("SECTIONS"), sections)
  local hot = tonumber(os.getenv("HOT") or "0")
  if hot > 0 then for i = hot + 1, #sections do sections[i] = nil end end
end
function request()
  local learner, round = at % #tokens, math.floor(at / #tokens)
  local section = (learner + round * 7) % #sections
  at = at + 1
  return wrk.format("POST", "/api/v1/sections/" .. sections[section + 1] .. "/registrations",
    { Authorization = "Bearer " .. tokens[learner + 1] })
end
function done(summary, latency)
  io.write(string.format("%d decided, %d granted, %d refused, %.0f /s, p50 %.1f ms, p99 %.1f ms, socket errors %d\n",
    summary.requests, summary.requests - summary.errors.status, summary.errors.status,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
