-- Statements posted one by one or in lists: BATCH says how many a request, AUTH the user and password.
local batch = tonumber(os.getenv("BATCH") or "1")
local pool, at = {}, 0
local head = { ["Content-Type"] = "application/json", ["X-Experience-API-Version"] = "1.0.3" }
local function encode(text)
  local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  return ((text:gsub(".", function(c)
    local bits = ""
    for i = 7, 0, -1 do bits = bits .. (math.floor(c:byte() / 2 ^ i) % 2) end
    return bits
  end) .. "0000"):gsub("%d%d%d?%d?%d?%d?", function(bits)
    if #bits < 6 then return "" end
    return letters:sub(tonumber(bits, 2) + 1, tonumber(bits, 2) + 1)
  end) .. ({ "", "==", "=" })[#text % 3 + 1])
end
-- A lesson belongs to one course; with STRANGE nearly every statement is about a lesson never seen.
local strange = os.getenv("STRANGE")
local function statement(n)
  local lesson = n % 2003
  local course = (strange and n or lesson) % 97
  return '{"actor":{"objectType":"Agent","name":"Learner ' .. n .. '","account":{"homePage":"https://lms.example","name":"' .. n % 9973 ..
    '"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed","display":{"en-US":"completed"}},"object":{"objectType":"Activity","id":"https://lms.example/course/C' ..
    course .. '/module/M' .. lesson % 12 .. '/lesson/' .. lesson .. '","definition":{"name":{"ar-SA":"الدرس ' .. lesson ..
    '"},"description":{"ar-SA":""},"type":"http://adlnet.gov/expapi/activities/lesson"}},"result":{"completion":true,"duration":"PT' .. lesson % 50 + 5 ..
    'M"},"context":{"registration":"00000000-0000-4000-8000-' .. 100000000000 + n % 19937 .. '","platform":"GELS-001","language":"ar-SA","instructor":{"name":"Instructor ' ..
    course % 40 .. '","mbox":"mailto:instructor' .. course % 40 .. '@lms.example"},"contextActivities":{"parent":[{"id":"https://lms.example/course/C' .. course ..
    '","definition":{"type":"https://w3id.org/xapi/cmi5/activitytype/course"}}]},"extensions":{"https://nelc.gov.sa/extensions/platform":{"name":{"ar-SA":"منصة التعليم","en-US":"Learning platform"}}}},"timestamp":"2026-11-22T10:' ..
    n % 50 + 10 .. ':' .. n % 50 + 10 .. '.123Z"}'
end
function init(args)
  head["Authorization"] = "Basic " .. encode(os.getenv("AUTH"))
  local seed = math.floor(os.time() % 1000) * 7919
  for i = 1, (batch == 1) and 20000 or 300 do
    local parts = {}
    for j = 1, batch do parts[j] = statement(seed + i * batch + j) end
    local body = table.concat(parts, ",")
    if batch > 1 then body = "[" .. body .. "]" end
    pool[i] = wrk.format("POST", "/xapi/statements", head, body)
  end
end
function request()
  at = at + 1
  return pool[(at - 1) % #pool + 1]
end
function done(summary, latency)
  io.write(string.format("%.0f statements/s, p99 %.1f ms, errors %d\n",
    summary.requests * batch / summary.duration * 1e6, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
