-- Uses the server as an author would, and writes what came of it as JSON.
local out = {}
local lsp = vim.lsp

local function wait(what, condition)
  if not vim.wait(20000, condition, 5) then
    error("waited in vain: " .. what)
  end
end

local function messages()
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, string.format("%d:%d-%d:%d %s %s [%s]", d.lnum + 1, d.col, d.end_lnum + 1, d.end_col, d.source, d.message, tostring(d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code))))
  end
  return list
end

local function mistakes()
  local n = 0
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.source == "leadqual" then n = n + 1 end
  end
  return n
end

-- ask asks at a place, and returns the answer of the one client.
local function ask(method, extra)
  local params = lsp.util.make_position_params(0, "utf-16")
  for k, v in pairs(extra or {}) do params[k] = v end
  local answers, err = lsp.buf_request_sync(0, method, params, 20000)
  assert(answers, err)
  for _, answer in pairs(answers) do return answer end
end

-- go places the cursor behind the first occurrence of a text.
local function go(text)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local _, to = line:find(text, 1, true)
    if to then
      vim.api.nvim_win_set_cursor(0, { i, to })
      return i, to
    end
  end
  error("not there: " .. text)
end

local function drive()
  vim.cmd("edit package.json")
  vim.cmd("edit rules.json")
  wait("the server", function()
    local c = lsp.get_active_clients()[1]
    return c and c.initialized
  end)
  wait("the mistake", function() return mistakes() == 1 end)
  out.opened = messages()

  go("company.employes")
  local answer = ask("textDocument/codeAction", {
    range = lsp.util.make_range_params(0, "utf-16").range,
    context = { diagnostics = {} },
  })
  out.action = answer.result[1].title
  lsp.util.apply_workspace_edit(answer.result[1].edit, "utf-16")
  wait("mended", function() return mistakes() == 0 end)

  local row, col = go('🙂", "when": "big')
  vim.api.nvim_buf_set_text(0, row - 1, col, row - 1, col, { " and per" })
  vim.api.nvim_win_set_cursor(0, { row, col + 8 })
  wait("the mistake while one writes", function() return mistakes() == 1 end)
  out.writing = messages()
  answer = ask("textDocument/completion")
  out.offered = {}
  for i = 1, 3 do out.offered[i] = answer.result.items[i].label end
  for _, item in ipairs(answer.result.items) do
    if item.label == "person.seniority" then
      lsp.util.apply_text_edits({ item.textEdit }, vim.api.nvim_get_current_buf(), "utf-16")
    end
  end
  row, col = go("and person.seniority")
  vim.api.nvim_buf_set_text(0, row - 1, col, row - 1, col, { " == 'vp'" })
  wait("no mistake", function() return mistakes() == 0 end)

  go('🙂", "when": "b')
  out.hover = ask("textDocument/hover").result.contents.value
  out.definition = ask("textDocument/definition").result[1].range.start
  out.references = #ask("textDocument/references", { context = { includeDeclaration = true } }).result
  out.prepared = ask("textDocument/prepareRename").result.placeholder
  local refused = ask("textDocument/rename", { newName = "not" })
  out.refused = refused.err and refused.err.message or refused.error and refused.error.message
  lsp.util.apply_workspace_edit(ask("textDocument/rename", { newName = "large" }).result, "utf-16")
  wait("it compiles", function() return mistakes() == 0 end)
  out.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")

  vim.cmd("buffer package.json")
  out.elsewhere = messages()
  local nothing = ask("textDocument/completion").result
  out.elsewhere_offered = #nothing.items
end

local ok, err = pcall(drive)
if not ok then out.failed = tostring(err) .. "\n" .. table.concat(messages(), "\n") end
vim.fn.writefile({ vim.fn.json_encode(out) }, vim.env.LEADQUAL_RESULT)
lsp.stop_client(lsp.get_active_clients())
wait("the end", function() return #lsp.get_active_clients() == 0 end)
vim.cmd("qall!")
