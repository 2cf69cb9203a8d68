// Refuses a Node.js that is too old, in words. Loaded before anything else (`node -r`), so it is written
// for the oldest Node there is: no arrow functions, no template strings, no `const`.
'use strict'
var parts = process.versions.node.split('.')
var major = Number(parts[0])
var minor = Number(parts[1])
if (major < 18 || (major === 18 && minor < 7)) {
  console.error('Convio Leads needs Node.js 20 or newer, and this is', process.versions.node)
  console.error(
    'Install a current one from https://nodejs.org (or with your package manager), then try again.',
  )
  process.exit(1)
}
