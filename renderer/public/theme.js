// Runs before the first paint, as a file because the CSP forbids inline scripts: a forced theme never flashes the other one.
// app/theme.ts keeps the value up to date from the settings.
try {
  const theme = localStorage.getItem('convio-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // No storage: the system's theme it is.
}
