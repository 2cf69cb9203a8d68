// The addresses of the application. Hash history, so that app://, file and HTTP hosts behave alike; filters and the open record are
// search parameters, validated, so that back, forward, reload and a copied address keep them.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { z } from 'zod'
import { analyticsSearch, reportSearch } from '../features/analytics/analytics-search.ts'
import { appointmentsSearch } from '../features/appointments/appointments-search.ts'
import { contactsSearch } from '../features/contacts/contacts-search.ts'
import { conversionsSearch } from '../features/conversions/conversions-search.ts'
import { deliveriesSearch } from '../features/deliveries/deliveries-search.ts'
import { leadsSearch } from '../features/leads/leads-search.ts'
import { providersSearch } from '../features/providers/providers-search.ts'
import { routingSearch } from '../features/routing/routing-search.ts'
import { webhooksSearch } from '../features/webhooks/webhooks-search.ts'
import { SCREEN_LOADS } from './ahead.ts'
import { Root } from './app.tsx'
import { ScreenFailed } from './error-screen.tsx'
import { NotFound } from './not-found.tsx'

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface StaticDataRouteOption {
    /** Stands in the top bar. */
    title?: string
  }
}

// Screens use the types of the routes, and the routes name the screens: the circle is cut here, where a component is only a component.
function untied(component: unknown): RouteComponent {
  return component as RouteComponent
}

function screen(load: () => Promise<unknown>, name: string) {
  SCREEN_LOADS.push(load)
  return lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name)
}

const rootRoute = createRootRoute({
  validateSearch: z.object({ workspace: z.string().optional().catch(undefined) }),
  search: { middlewares: [retainSearchParams(['workspace'])] },
  component: untied(Root),
})

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/leads', replace: true })
  },
})

const leadsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/leads',
  staticData: { title: 'Leads' },
  validateSearch: leadsSearch,
  component: screen(() => import('../features/leads/leads-screen.tsx'), 'LeadsScreen'),
})

const contactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contacts',
  staticData: { title: 'Contacts' },
  validateSearch: contactsSearch,
  component: screen(() => import('../features/contacts/contacts-screen.tsx'), 'ContactsScreen'),
})

const duplicatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/duplicates',
  staticData: { title: 'Duplicates' },
  component: screen(() => import('../features/contacts/duplicates-screen.tsx'), 'DuplicatesScreen'),
})

const appointmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/appointments',
  staticData: { title: 'Appointments' },
  validateSearch: appointmentsSearch,
  component: screen(() => import('../features/appointments/appointments-screen.tsx'), 'AppointmentsScreen'),
})

const conversionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/conversions',
  staticData: { title: 'Conversions' },
  validateSearch: conversionsSearch,
  component: screen(() => import('../features/conversions/conversions-screen.tsx'), 'ConversionsScreen'),
})

const analyticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/analytics',
  staticData: { title: 'Analytics' },
  validateSearch: analyticsSearch,
  component: screen(() => import('../features/analytics/analytics-screen.tsx'), 'AnalyticsScreen'),
})

const reportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/analytics/report',
  staticData: { title: 'Report' },
  validateSearch: reportSearch,
  component: screen(() => import('../features/analytics/report-screen.tsx'), 'ReportScreen'),
})

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  staticData: { title: 'Webhooks' },
  validateSearch: webhooksSearch,
  component: screen(() => import('../features/webhooks/webhooks-screen.tsx'), 'WebhooksScreen'),
})

const deliveriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deliveries',
  staticData: { title: 'Deliveries' },
  validateSearch: deliveriesSearch,
  component: screen(() => import('../features/deliveries/deliveries-screen.tsx'), 'DeliveriesScreen'),
})

const providersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/providers',
  staticData: { title: 'Providers' },
  validateSearch: providersSearch,
  component: screen(() => import('../features/providers/providers-screen.tsx'), 'ProvidersScreen'),
})

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/import',
  staticData: { title: 'Import' },
  component: screen(() => import('../features/import/import-screen.tsx'), 'ImportScreen'),
})

const routingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/routing',
  staticData: { title: 'Routing' },
  validateSearch: routingSearch,
  component: screen(() => import('../features/routing/routing-screen.tsx'), 'RoutingScreen'),
})

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  staticData: { title: 'Settings' },
  component: screen(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  leadsRoute,
  contactsRoute,
  duplicatesRoute,
  appointmentsRoute,
  conversionsRoute,
  analyticsRoute,
  reportRoute,
  webhooksRoute,
  deliveriesRoute,
  providersRoute,
  importRoute,
  routingRoute,
  settingsRoute,
])

export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenFailed,
  defaultNotFoundComponent: untied(NotFound),
  scrollRestoration: false,
})
