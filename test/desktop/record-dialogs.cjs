// Loaded before the shell by the tests (NODE_OPTIONS): a native error box would wait for somebody to click it; here it is printed.
const Module = require('node:module')

const load = Module._load
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest)
  if (request === 'electron' && loaded?.dialog) {
    loaded.dialog.showErrorBox = (title, message) => console.error(`[dialog] ${title}: ${message}`)
  }
  return loaded
}
