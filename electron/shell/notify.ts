// Reminders as notifications of the system: the page tells the same in its own way, but a window may be hidden, or closed on a Mac.
import { Notification } from 'electron'
import type { Api } from '../../shared/contract/index.ts'
import type { Reminder } from '../../shared/contract/reminders.ts'

/** More at once are told together: a laptop that wakes does not fill the screen. */
const MOST = 2

/** Tells what comes from now on; `show` brings the window to the front and opens the list of reminders. */
export async function notifyOfReminders(api: Api, show: () => void): Promise<void> {
  if (!Notification.isSupported()) return
  const read = async () => {
    const reply = await api.call('reminders.unseen', {})
    return reply.ok ? reply.value.rows : []
  }
  const newestOf = (rows: readonly Reminder[]) => Math.max(0, ...rows.map(({ id }) => id))
  let known = newestOf(await read())
  api.onChanges((change) => {
    if (!change.topics.includes('reminders')) return
    void read().then((rows) => {
      const news = rows.filter(({ id }) => id > known)
      known = Math.max(known, newestOf(rows))
      for (const { title, body } of wordsOf(news)) {
        const notification = new Notification({ title, body })
        notification.on('click', show)
        notification.show()
      }
    })
  })
}

function wordsOf(news: readonly Reminder[]): { readonly title: string; readonly body: string }[] {
  if (news.length > MOST) {
    const missed = news.filter(({ isMissed }) => isMissed).length
    return [{ title: `${news.length} reminders`, body: missed === 0 ? '' : `${missed} of them were missed.` }]
  }
  return news.map(({ kind, name, at, detail, isMissed }) => {
    const time = new Date(at).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })
    const what = kind === 'appointment' ? `Appointment with ${name}` : `Follow up with ${name}`
    return { title: `${isMissed ? 'Missed: ' : ''}${what}`, body: [time, detail].filter(Boolean).join(' · ') }
  })
}
