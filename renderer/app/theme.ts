// The theme of the settings, on <html> and in the storage that public/theme.js reads before the first paint of the next start.
import type { Settings } from '../../shared/contract/settings.ts'

export function applyTheme(theme: Settings['theme']): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  try {
    localStorage.setItem('convio-theme', theme)
  } catch {
    // Without storage the next start shows the system's theme for a moment.
  }
}
