// The screens one can go to, in the order of the navigation; the sidebar, the palette and the G-then keys all read this list.
import type { LinkProps } from '@tanstack/react-router'
import {
  Building2,
  CalendarDays,
  ChartNoAxesColumn,
  Check,
  FileUp,
  Inbox,
  List,
  Settings,
  Signpost,
  UserRound,
  Webhook,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { ShortcutId } from './shortcuts.ts'

export type Screen = {
  readonly to: LinkProps['to']
  readonly label: string
  readonly icon: ReactNode
  readonly go: ShortcutId
}

const ICON = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

export const WORK: readonly Screen[] = [
  { to: '/leads', label: 'Leads', icon: <List {...ICON} />, go: 'go.leads' },
  { to: '/contacts', label: 'Contacts', icon: <UserRound {...ICON} />, go: 'go.contacts' },
  { to: '/appointments', label: 'Appointments', icon: <CalendarDays {...ICON} />, go: 'go.appointments' },
  { to: '/conversions', label: 'Conversions', icon: <Check {...ICON} />, go: 'go.conversions' },
  { to: '/analytics', label: 'Analytics', icon: <ChartNoAxesColumn {...ICON} />, go: 'go.analytics' },
]
export const INTAKE: readonly Screen[] = [
  { to: '/webhooks', label: 'Webhooks', icon: <Webhook {...ICON} />, go: 'go.webhooks' },
  { to: '/deliveries', label: 'Deliveries', icon: <Inbox {...ICON} />, go: 'go.deliveries' },
  { to: '/providers', label: 'Providers', icon: <Building2 {...ICON} />, go: 'go.providers' },
  { to: '/import', label: 'Import', icon: <FileUp {...ICON} />, go: 'go.import' },
  { to: '/routing', label: 'Routing', icon: <Signpost {...ICON} />, go: 'go.routing' },
]
export const SETTINGS_SCREEN: Screen = {
  to: '/settings',
  label: 'Settings',
  icon: <Settings {...ICON} />,
  go: 'go.settings',
}
