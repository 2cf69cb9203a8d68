// The root: nothing but the frame until the settings are known; the first run before anything else.
import { useEffect } from 'react'
import { useApiQuery, useConnection } from '../api/hooks.ts'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { ZoneProvider } from '../ui/time.tsx'
import { FirstRun } from './first-run.tsx'
import { Frame } from './frame.tsx'
import { listenToKeys, setSingleKeys } from './shortcuts.ts'
import { applyTheme } from './theme.ts'

export function Root() {
  const settings = useApiQuery('settings.get', {})
  const connection = useConnection()
  const theme = settings.data?.theme
  const hasShortcuts = settings.data?.hasShortcuts

  useEffect(listenToKeys, [])
  useEffect(() => {
    if (theme) applyTheme(theme)
  }, [theme])
  useEffect(() => setSingleKeys(hasShortcuts ?? true), [hasShortcuts])

  if (!settings.data) {
    if (connection === 'refused') {
      return (
        <main>
          <EmptyState title="This browser is not signed in">
            <p>
              Press Enter in the window where Convio Leads was started, and open the address it prints: it
              carries the key for this browser.
            </p>
          </EmptyState>
        </main>
      )
    }
    if (settings.error) {
      return (
        <main>
          <ErrorState failure={settings.error.failure} onRetry={() => void settings.refetch()} />
        </main>
      )
    }
    return <Skeleton />
  }
  return (
    <ZoneProvider value={settings.data.timeZone}>
      {settings.data.isSetUp ? <Frame settings={settings.data} /> : <FirstRun />}
    </ZoneProvider>
  )
}
