-- The language server for every JSON file. It leaves alone what is no file of leadqual.
local client
vim.api.nvim_create_autocmd("FileType", {
  pattern = "json",
  callback = function(event)
    client = client or vim.lsp.start_client({
      name = "leadqual",
      cmd = { "leadqual-lsp" },
      root_dir = vim.fn.getcwd(),
    })
    vim.lsp.buf_attach_client(event.buf, client)
    vim.bo[event.buf].omnifunc = "v:lua.vim.lsp.omnifunc" -- Ctrl-X Ctrl-O completes
  end,
})
