// The tables of seed-schema.md under their own names, and beside them what behaviour needs: each addition says why it is there.
// Instants are ISO 8601 UTC text, money is dollars in REAL columns with whole cents beside every sum, booleans are 0/1, JSON is checked.
// Full-text search and triggers cannot be said in drizzle: they are written by hand in drizzle/0001_search_and_counts.sql, 0003_note_search.sql,
// 0007_search_and_lead_changes.sql and 0009_figures_follow.sql.
import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  blob,
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  sqliteView,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { COLUMNS_OF } from '../../../shared/domain/list/columns.ts'
import {
  APPOINTMENT_EVENT_TYPES,
  APPOINTMENT_OUTCOMES,
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  CONVERSION_EVENT_TYPES,
  CONVERSION_TYPES,
  DELIVERY_VERDICTS,
  LEAD_EVENT_TYPES,
  LEAD_STATUSES,
  LEAD_TYPES,
  LOCATION_TYPES,
  REMINDER_KINDS,
  ROUTING_METHODS,
  SALE_TYPES,
  SENDER_RULES,
  STAGES,
  TRACKING_ACTIONS,
} from '../../../shared/domain/vocabulary.ts'

const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(', '))
const oneOf = (name: string, column: AnySQLiteColumn, list: readonly string[]) =>
  check(name, sql`${column} is null or ${column} in (${words(list)})`)
const isJson = (name: string, column: AnySQLiteColumn) =>
  check(name, sql`${column} is null or json_valid(${column})`)
const isFlag = (name: string, column: AnySQLiteColumn) => check(name, sql`${column} in (0, 1)`)
const isInstant = (name: string, column: AnySQLiteColumn) =>
  check(name, sql`${column} is null or ${column} glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'`)

const createdAt = text('created_at').notNull()
const updatedAt = text('updated_at').notNull()

// ---- Webhooks and providers -------------------------------------------------------------------------------------------------

export const webhookConfigs = sqliteTable(
  'webhook_configs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id').notNull(),
    name: text('name').notNull(),
    description: text('description'),
    leadType: text('lead_type').notNull(),
    isActive: integer('is_active').notNull().default(1),
    // Sealed by the core's vault; never leaves it.
    secretKey: text('secret_key'),
    rateLimit: integer('rate_limit').notNull().default(100),
    rateWindow: integer('rate_window').notNull().default(60),
    totalLeads: integer('total_leads').notNull().default(0),
    lastLeadAt: text('last_lead_at'),
    createdAt,
    updatedAt,
    // Rotation: senders that still sign with an earlier secret are believed for a day. A JSON list (core/earlier-secrets.ts), and the last end.
    previousSecretKey: text('previous_secret_key'),
    previousSecretUntil: text('previous_secret_until'),
    // Who may send, and on whom a sender that cannot name itself is booked.
    senderRule: text('sender_rule').notNull().default('provider'),
    defaultProviderId: text('default_provider_id'),
    // Answers a verification challenge, and is compared with a key that the sender puts into the payload.
    verifyToken: text('verify_token'),
    // Phones without a country code belong here.
    defaultRegion: text('default_region').notNull().default('US'),
    // Our field -> the sender's name or dotted path, JSON.
    mapping: text('mapping').notNull().default('{}'),
    // Deleted webhooks stay for their leads, and for 24 hours of second thoughts.
    deletedAt: text('deleted_at'),
    batchId: text('batch_id'),
  },
  (t) => [
    uniqueIndex('webhook_configs_webhook_id').on(t.webhookId),
    oneOf('webhook_configs_lead_type', t.leadType, LEAD_TYPES),
    oneOf('webhook_configs_sender_rule', t.senderRule, SENDER_RULES),
    isFlag('webhook_configs_is_active', t.isActive),
    isJson('webhook_configs_mapping', t.mapping),
    check('webhook_configs_rate', sql`${t.rateLimit} > 0 and ${t.rateWindow} > 0`),
    check('webhook_configs_total', sql`${t.totalLeads} >= 0`),
  ],
)

export const leadSourceProviders = sqliteTable(
  'lead_source_providers',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    providerId: text('provider_id').notNull(),
    providerName: text('provider_name').notNull(),
    companyName: text('company_name'),
    contactEmail: text('contact_email'),
    // SHA-256 of the key in hex; the key itself is shown once and kept nowhere.
    apiKey: text('api_key'),
    isActive: integer('is_active').notNull().default(1),
    // JSON list of webhook ids; null means every webhook.
    allowedWebhooks: text('allowed_webhooks'),
    // Requests per minute; null means no limit of its own.
    rateLimit: integer('rate_limit'),
    notes: text('notes'),
    createdAt,
    updatedAt,
    lastUsedAt: text('last_used_at'),
    // The visible ends of the key, to recognise it by.
    keyHint: text('key_hint'),
    totalLeads: integer('total_leads').notNull().default(0),
    deletedAt: text('deleted_at'),
    batchId: text('batch_id'),
  },
  (t) => [
    uniqueIndex('lead_source_providers_provider_id').on(t.providerId),
    uniqueIndex('lead_source_providers_api_key').on(t.apiKey).where(sql`api_key is not null`),
    isFlag('lead_source_providers_is_active', t.isActive),
    isJson('lead_source_providers_allowed', t.allowedWebhooks),
    check('lead_source_providers_rate', sql`${t.rateLimit} is null or ${t.rateLimit} > 0`),
  ],
)

// What a provider charges for a lead from a day on. A price that came with the lead itself (leads.cost_cents) wins over it.
export const providerPrices = sqliteTable(
  'provider_prices',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    providerId: text('provider_id')
      .notNull()
      .references(() => leadSourceProviders.providerId, { onDelete: 'cascade' }),
    // Empty: all webhooks that have no price of their own.
    webhookId: text('webhook_id').notNull().default(''),
    // A day of the agency's zone.
    fromDay: text('from_day').notNull(),
    priceCents: integer('price_cents').notNull(),
    createdAt,
    batchId: text('batch_id'),
  },
  (t) => [
    uniqueIndex('provider_prices_day').on(t.providerId, t.webhookId, t.fromDay),
    check('provider_prices_price', sql`${t.priceCents} >= 0`),
    check('provider_prices_day_form', sql`${t.fromDay} glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'`),
  ],
)

export const providerUsageLog = sqliteTable(
  'provider_usage_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    providerId: text('provider_id')
      .notNull()
      .references(() => leadSourceProviders.providerId),
    webhookId: text('webhook_id').notNull(),
    requestCount: integer('request_count').notNull().default(0),
    date: text('date').notNull(),
    createdAt,
  },
  (t) => [
    uniqueIndex('provider_usage_log_day').on(t.providerId, t.webhookId, t.date),
    check('provider_usage_log_count', sql`${t.requestCount} >= 0`),
  ],
)

// ---- Workspaces and agents --------------------------------------------------------------------------------------------------

export const workspaces = sqliteTable(
  'workspaces',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    apiKey: text('api_key'),
    permissions: text('permissions').notNull().default('["read"]'),
    isActive: integer('is_active').notNull().default(1),
    createdAt,
    updatedAt,
    lastActivityAt: text('last_activity_at'),
    totalConversions: integer('total_conversions').notNull().default(0),
    // Dollars for readers of the file; derived from the cents beside it, so the two cannot disagree.
    totalRevenue: real('total_revenue').generatedAlwaysAs(sql`total_revenue_cents / 100.0`, {
      mode: 'virtual',
    }),
    metadata: text('metadata'),
    totalRevenueCents: integer('total_revenue_cents').notNull().default(0),
    keyHint: text('key_hint'),
    batchId: text('batch_id'),
    // How what is routed here finds its agent, JSON (shared/domain/assignment.ts), and how often it went by turns.
    assignment: text('assignment'),
    assignmentTurn: integer('assignment_turn').notNull().default(0),
  },
  (t) => [
    uniqueIndex('workspaces_api_key').on(t.apiKey).where(sql`api_key is not null`),
    isFlag('workspaces_is_active', t.isActive),
    isJson('workspaces_permissions', t.permissions),
    isJson('workspaces_metadata', t.metadata),
    check('workspaces_slug', sql`${t.id} glob '[a-z0-9]*' and ${t.id} not glob '*[^a-z0-9_-]*'`),
  ],
)

// A person of the agency (DOMAIN: agent); assigned_to, performed_by, created_by and converted_by hold the slug.
export const agents = sqliteTable(
  'agents',
  {
    slug: text('slug').primaryKey(),
    name: text('name').notNull(),
    colour: text('colour'),
    timeZone: text('time_zone'),
    workingHours: text('working_hours'),
    isActive: integer('is_active').notNull().default(1),
    createdAt,
    batchId: text('batch_id'),
    // SHA-256 of the secret in the address of the agent's calendar feed, and its visible end.
    feedKey: text('feed_key'),
    feedHint: text('feed_hint'),
  },
  (t) => [
    uniqueIndex('agents_feed_key').on(t.feedKey).where(sql`feed_key is not null`),
    isFlag('agents_is_active', t.isActive),
    isJson('agents_working_hours', t.workingHours),
  ],
)

// Holidays and other absences; the calendar shows them, and booking into them takes a deliberate yes.
export const agentTimeOff = sqliteTable(
  'agent_time_off',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    agent: text('agent')
      .notNull()
      .references(() => agents.slug, { onDelete: 'cascade' }),
    startsAt: text('starts_at').notNull(),
    endsAt: text('ends_at').notNull(),
    note: text('note'),
    createdAt,
  },
  (t) => [
    index('agent_time_off_agent').on(t.agent, t.endsAt),
    isInstant('agent_time_off_starts_at', t.startsAt),
    isInstant('agent_time_off_ends_at', t.endsAt),
    check('agent_time_off_order', sql`${t.endsAt} > ${t.startsAt}`),
  ],
)

// ---- Contacts and leads -----------------------------------------------------------------------------------------------------

export const contacts = sqliteTable(
  'contacts',
  {
    id: integer('id').primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhookConfigs.webhookId),
    phone: text('phone').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    address: text('address'),
    city: text('city'),
    state: text('state'),
    zipCode: text('zip_code'),
    createdAt,
    updatedAt,
    phoneExtension: text('phone_extension'),
    // Order of arrival; the id only looks random. Also the row of the contact in the search index.
    sequence: integer('sequence').notNull(),
    // How fresh each field is: JSON {field: instant}. Contact fields change only by newer data, in whatever order deliveries come.
    fieldTimes: text('field_times').notNull().default('{}'),
    // Counted here so that the list needs no join; kept in the transaction that adds the lead.
    leadCount: integer('lead_count').notNull().default(0),
    lastLeadAt: text('last_lead_at'),
    // Folded names for one or two typed letters, and everything that can be searched, as the search index has it.
    firstKey: text('first_key').notNull().default(''),
    lastKey: text('last_key').notNull().default(''),
    searchText: text('search_text').notNull().default(''),
    // The sample data or import that made the row, so that it can be taken away whole.
    // A contact that was merged into another one stays as its second name: what arrives for it goes to that one, and unmerging brings it back.
    mergedIntoId: integer('merged_into_id').references((): AnySQLiteColumn => contacts.id),
    batchId: text('batch_id'),
  },
  (t) => [
    uniqueIndex('contacts_webhook_phone').on(t.webhookId, t.phone),
    uniqueIndex('contacts_sequence').on(t.sequence),
    index('contacts_recent').on(t.lastLeadAt, t.id),
    index('contacts_phone').on(t.phone),
    index('contacts_email').on(t.email).where(sql`email is not null`),
    index('contacts_first_key').on(t.firstKey),
    index('contacts_last_key').on(t.lastKey),
    index('contacts_merged').on(t.mergedIntoId).where(sql`merged_into_id is not null`),
    index('contacts_batch').on(t.batchId).where(sql`batch_id is not null`),
    check('contacts_phone', sql`${t.phone} glob '+[1-9]*' and length(${t.phone}) between 6 and 17`),
    check('contacts_id', sql`${t.id} between 100000 and 9999999`),
    isJson('contacts_field_times', t.fieldTimes),
    isInstant('contacts_created_at', t.createdAt),
  ],
)

export const leads = sqliteTable(
  'leads',
  {
    id: integer('id').primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhookConfigs.webhookId),
    leadType: text('lead_type').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    phone: text('phone'),
    address: text('address'),
    city: text('city'),
    state: text('state'),
    zipCode: text('zip_code'),
    source: text('source'),
    campaignId: text('campaign_id'),
    utmSource: text('utm_source'),
    utmMedium: text('utm_medium'),
    utmCampaign: text('utm_campaign'),
    monthlyElectricBill: real('monthly_electric_bill'),
    propertyType: text('property_type'),
    roofCondition: text('roof_condition'),
    roofAge: integer('roof_age'),
    shadeCoverage: text('shade_coverage'),
    systemType: text('system_type'),
    systemAge: integer('system_age'),
    serviceType: text('service_type'),
    urgency: text('urgency'),
    propertySize: integer('property_size'),
    policyType: text('policy_type'),
    coverageAmount: real('coverage_amount'),
    currentPremium: real('current_premium'),
    propertyValue: real('property_value'),
    claimsHistory: text('claims_history'),
    rawPayload: text('raw_payload'),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt,
    updatedAt,
    processedAt: text('processed_at'),
    status: text('status').notNull().default('new'),
    notes: text('notes'),
    conversionScore: real('conversion_score'),
    revenuePotential: real('revenue_potential'),
    // The seed draws "contacts have leads" and "leads are assigned to workspaces" without naming the columns.
    contactId: integer('contact_id').references(() => contacts.id),
    workspaceId: text('workspace_id').references(() => workspaces.id),
    phoneExtension: text('phone_extension'),
    // Who sent it, the sender's own id for it (an idempotency key), its price, and the shape it was read as.
    providerId: text('provider_id'),
    externalId: text('external_id'),
    costCents: integer('cost_cents'),
    sender: text('sender'),
    deliveryId: integer('delivery_id'),
    isTest: integer('is_test').notNull().default(0),
    // Further fields that DOMAIN §5 names.
    productType: text('product_type'),
    landingPageUrl: text('landing_page_url'),
    consentText: text('consent_text'),
    consentValue: text('consent_value'),
    tcpaCompliance: integer('tcpa_compliance'),
    // Custom questions with their answers, unknown keys as they came, and soft problems of the payload.
    answers: text('answers'),
    extra: text('extra'),
    issues: text('issues'),
    // Why it is where it is (DOMAIN §7).
    routingMethod: text('routing_method'),
    routingRuleId: integer('routing_rule_id'),
    routingReason: text('routing_reason'),
    // First arrival at each stage (DOMAIN §6); the furthest one reached feeds the funnel.
    contactedAt: text('contacted_at'),
    qualifiedAt: text('qualified_at'),
    convertedAt: text('converted_at'),
    stageReached: text('stage_reached').notNull().default('new'),
    assignedTo: text('assigned_to'),
    nextStep: text('next_step'),
    followUpAt: text('follow_up_at'),
    // How often somebody tried to call, and when last: in this trade the number of tries decides as much as their speed.
    callAttempts: integer('call_attempts').notNull().default(0),
    lastCalledAt: text('last_called_at'),
    batchId: text('batch_id'),
    // First arrival at the stages between qualified and converted: how long leads wait there is a question of analytics.
    proposalSentAt: text('proposal_sent_at'),
    negotiatingAt: text('negotiating_at'),
    scheduledAt: text('scheduled_at'),
  },
  (t) => [
    index('leads_recent').on(t.createdAt, t.id).where(sql`is_test = 0`),
    index('leads_filter').on(t.status, t.leadType, t.createdAt, t.id).where(sql`is_test = 0`),
    index('leads_workspace_recent').on(t.workspaceId, t.createdAt, t.id).where(sql`is_test = 0`),
    index('leads_workspace_filter')
      .on(t.workspaceId, t.status, t.leadType, t.createdAt, t.id)
      .where(sql`is_test = 0`),
    index('leads_test').on(t.createdAt, t.id).where(sql`is_test = 1`),
    index('leads_webhook_recent').on(t.webhookId, t.createdAt, t.id),
    // Holds all that a search asks of a person's leads, so that no row is read for those that do not fit.
    index('leads_contact').on(t.contactId, t.createdAt, t.isTest, t.status, t.leadType, t.workspaceId),
    // What lists are filtered by most, in the order of the plain list: a scan of this reads a quarter of what the rows themselves hold.
    index('leads_wide')
      .on(
        t.createdAt,
        t.id,
        t.status,
        t.leadType,
        t.workspaceId,
        t.webhookId,
        t.providerId,
        t.assignedTo,
        t.firstName,
        t.lastName,
        t.email,
        t.phone,
        t.city,
        t.state,
        t.zipCode,
        t.source,
        t.campaignId,
        t.followUpAt,
        t.nextStep,
        t.callAttempts,
        t.lastCalledAt,
        t.updatedAt,
        t.contactedAt,
        t.qualifiedAt,
        t.convertedAt,
        t.stageReached,
        t.revenuePotential,
        t.costCents,
        t.monthlyElectricBill,
        t.contactId,
      )
      .where(sql`is_test = 0`),
    // Lists of work: whose, and what is due.
    index('leads_assigned').on(t.assignedTo, t.createdAt, t.id).where(sql`is_test = 0`),
    index('leads_follow_up')
      .on(t.followUpAt, t.createdAt, t.id, t.status, t.leadType, t.workspaceId, t.assignedTo)
      .where(sql`is_test = 0 and follow_up_at is not null`),
    // Orders that lists are read in most, beside the plain one. New leads are the last changed ones, so the first costs next to nothing.
    index('leads_changed').on(t.updatedAt, t.createdAt, t.id).where(sql`is_test = 0`),
    index('leads_name')
      .on(sql`${t.lastName} collate nocase`, sql`${t.createdAt} desc`, sql`${t.id} desc`)
      .where(sql`is_test = 0`),
    uniqueIndex('leads_external').on(t.webhookId, t.externalId).where(sql`external_id is not null`),
    index('leads_batch').on(t.batchId).where(sql`batch_id is not null`),
    oneOf('leads_lead_type', t.leadType, LEAD_TYPES),
    oneOf('leads_status', t.status, LEAD_STATUSES),
    oneOf('leads_stage', t.stageReached, LEAD_STATUSES),
    oneOf('leads_routing_method', t.routingMethod, ROUTING_METHODS),
    isFlag('leads_is_test', t.isTest),
    isJson('leads_answers', t.answers),
    isJson('leads_extra', t.extra),
    isJson('leads_issues', t.issues),
    isInstant('leads_created_at', t.createdAt),
    check('leads_id', sql`${t.id} between 1000000000 and 9999999999`),
    check('leads_cost', sql`${t.costCents} is null or ${t.costCents} >= 0`),
  ],
)

// Which contacts a workspace sees: through its leads. Kept with them, so that a client's list of people is one index range.
export const contactWorkspaces = sqliteTable(
  'contact_workspaces',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    leadCount: integer('lead_count').notNull(),
    lastLeadAt: text('last_lead_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.contactId] }),
    index('contact_workspaces_contact').on(t.contactId),
    index('contact_workspaces_recent').on(t.workspaceId, t.lastLeadAt, t.contactId),
  ],
)

// Which leads were written, in order, kept by triggers on leads, conversions and appointments: lists that were found once and the figures of
// analytics follow what is written instead of being found anew. 0 stands for a conversion without a lead. Only the newest stay (jobs.ts).
export const leadChanges = sqliteTable('lead_changes', {
  id: integer('id').primaryKey(),
  leadId: integer('lead_id').notNull(),
})

// Exact counts for the lists, kept by triggers on leads: whoever writes a lead keeps them right.
export const leadCounts = sqliteTable(
  'lead_counts',
  {
    workspaceId: text('workspace_id').notNull(), // '' is unrouted
    status: text('status').notNull(),
    leadType: text('lead_type').notNull(),
    total: integer('total').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.status, t.leadType] })],
)

export const leadEvents = sqliteTable(
  'lead_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    leadId: integer('lead_id')
      .notNull()
      .references(() => leads.id, { onDelete: 'cascade' }),
    eventType: text('event_type').notNull(),
    eventData: text('event_data').notNull().default('{}'),
    createdAt,
    performedBy: text('performed_by'),
  },
  (t) => [
    index('lead_events_lead').on(t.leadId, t.id),
    oneOf('lead_events_type', t.eventType, LEAD_EVENT_TYPES),
    isJson('lead_events_data', t.eventData),
  ],
)

// ---- Deliveries -------------------------------------------------------------------------------------------------------------

// One request as it arrived. `leads.delivery_id` points here without a foreign key: deliveries are pruned by age, leads are not.
export const deliveries = sqliteTable(
  'deliveries',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id').notNull(),
    providerId: text('provider_id'),
    receivedAt: text('received_at').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    contentType: text('content_type'),
    // JSON list of [name, value]; secrets are replaced before they get here.
    headers: text('headers').notNull(),
    body: blob('body', { mode: 'buffer' }).notNull(),
    size: integer('size').notNull(),
    remoteAddress: text('remote_address'),
    verdict: text('verdict').notNull(),
    isTest: integer('is_test').notNull().default(0),
    statusCode: integer('status_code').notNull(),
    // A sentence, and the group it belongs to in quarantine (webhook, code and field).
    reason: text('reason'),
    cause: text('cause'),
    details: text('details'),
    // Name or phone found in the payload, so that a person can recognise it in a list.
    summary: text('summary'),
    sender: text('sender'),
    // First answer, given again to a repeated delivery.
    response: text('response'),
    // Idempotency: the sender's key, or else the first half of the body's SHA-256 with a 60 second horizon.
    idempotencyKey: text('idempotency_key'),
    bodyHash: blob('body_hash', { mode: 'buffer' }).notNull(),
    repeats: integer('repeats').notNull().default(0),
    leadId: integer('lead_id'),
    contactId: integer('contact_id'),
  },
  (t) => [
    uniqueIndex('deliveries_key').on(t.webhookId, t.idempotencyKey).where(sql`idempotency_key is not null`),
    index('deliveries_hash').on(t.bodyHash, t.webhookId),
    index('deliveries_webhook').on(t.webhookId, t.id),
    index('deliveries_provider').on(t.providerId, t.id),
    index('deliveries_open')
      .on(t.verdict, t.cause, t.id)
      .where(sql`verdict in ('quarantined', 'held', 'refused')`),
    oneOf('deliveries_verdict', t.verdict, DELIVERY_VERDICTS),
    isJson('deliveries_headers', t.headers),
    isJson('deliveries_details', t.details),
    isFlag('deliveries_is_test', t.isTest),
  ],
)

// How many deliveries stand at each verdict, kept by triggers like lead_counts.
export const deliveryCounts = sqliteTable(
  'delivery_counts',
  {
    webhookId: text('webhook_id').notNull(),
    verdict: text('verdict').notNull(),
    total: integer('total').notNull(),
  },
  (t) => [primaryKey({ columns: [t.webhookId, t.verdict] })],
)

// Requests turned away before a delivery is kept (limits, size, type, address): counted, so that an attacker cannot fill the disk.
export const refusals = sqliteTable(
  'refusals',
  {
    day: text('day').notNull(),
    reason: text('reason').notNull(),
    webhookId: text('webhook_id').notNull(),
    address: text('address').notNull(),
    total: integer('total').notNull(),
    lastAt: text('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.reason, t.webhookId, t.address] })],
)

// ---- Appointments -----------------------------------------------------------------------------------------------------------

export const appointments = sqliteTable(
  'appointments',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    leadId: integer('lead_id')
      .notNull()
      .references(() => leads.id, { onDelete: 'cascade' }),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    appointmentType: text('appointment_type').notNull().default('consultation'),
    scheduledAt: text('scheduled_at').notNull(),
    durationMinutes: integer('duration_minutes').notNull().default(60),
    status: text('status').notNull().default('scheduled'),
    locationType: text('location_type').notNull().default('home'),
    locationAddress: text('location_address'),
    notes: text('notes'),
    customerNotes: text('customer_notes'),
    assignedTo: text('assigned_to'),
    outcome: text('outcome'),
    nextAction: text('next_action'),
    nextActionDate: text('next_action_date'),
    createdBy: text('created_by').notNull(),
    createdAt,
    updatedAt,
    // The zone it was booked in, so that the wall-clock time survives a change of the rules (DOMAIN §8).
    timeZone: text('time_zone').notNull(),
    workspaceId: text('workspace_id').references(() => workspaces.id),
    batchId: text('batch_id'),
    // An item of a whole day stays on its day, whatever becomes of the zone: YYYY-MM-DD; null has a time.
    allDayDate: text('all_day_date'),
    // Why it is where it is (DOMAIN §7), as on leads.
    routingMethod: text('routing_method'),
    routingRuleId: integer('routing_rule_id'),
    routingReason: text('routing_reason'),
    // What came from outside: whose shape, the sender's own id (an idempotency key), and the request as it came.
    sender: text('sender'),
    externalId: text('external_id'),
    deliveryId: integer('delivery_id'),
  },
  (t) => [
    index('appointments_when').on(t.scheduledAt),
    index('appointments_unrouted').on(t.scheduledAt).where(sql`workspace_id is null`),
    uniqueIndex('appointments_external').on(t.sender, t.externalId).where(sql`external_id is not null`),
    index('appointments_agent').on(t.assignedTo, t.scheduledAt),
    index('appointments_lead').on(t.leadId),
    index('appointments_contact').on(t.contactId, t.scheduledAt),
    oneOf('appointments_type', t.appointmentType, APPOINTMENT_TYPES),
    oneOf('appointments_status', t.status, APPOINTMENT_STATUSES),
    oneOf('appointments_location', t.locationType, LOCATION_TYPES),
    oneOf('appointments_outcome', t.outcome, APPOINTMENT_OUTCOMES),
    isInstant('appointments_scheduled_at', t.scheduledAt),
    check('appointments_duration', sql`${t.durationMinutes} between 1 and 1440`),
  ],
)

export const appointmentRoutingRules = sqliteTable(
  'appointment_routing_rules',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    productTypes: text('product_types').notNull().default('[]'),
    zipCodes: text('zip_codes').notNull().default('[]'),
    priority: integer('priority').notNull().default(1),
    isActive: integer('is_active').notNull().default(1),
    createdAt,
    updatedAt,
    createdBy: text('created_by').notNull(),
    notes: text('notes'),
    batchId: text('batch_id'),
  },
  (t) => [
    index('appointment_routing_rules_order').on(t.priority, t.id),
    isJson('appointment_routing_rules_products', t.productTypes),
    isJson('appointment_routing_rules_zips', t.zipCodes),
    isFlag('appointment_routing_rules_is_active', t.isActive),
  ],
)

export const appointmentEvents = sqliteTable(
  'appointment_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    appointmentId: integer('appointment_id')
      .notNull()
      .references(() => appointments.id, { onDelete: 'cascade' }),
    eventType: text('event_type').notNull(),
    eventDescription: text('event_description'),
    oldValue: text('old_value'),
    newValue: text('new_value'),
    performedBy: text('performed_by').notNull(),
    metadata: text('metadata'),
    createdAt,
  },
  (t) => [
    index('appointment_events_appointment').on(t.appointmentId, t.id),
    oneOf('appointment_events_type', t.eventType, APPOINTMENT_EVENT_TYPES),
    isJson('appointment_events_metadata', t.metadata),
  ],
)

// What somebody was, or is to be, reminded of: one row a record and time. A laptop that slept catches up from here, once.
export const reminders = sqliteTable(
  'reminders',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull(),
    appointmentId: integer('appointment_id').references(() => appointments.id, { onDelete: 'cascade' }),
    leadId: integer('lead_id')
      .notNull()
      .references(() => leads.id, { onDelete: 'cascade' }),
    // When it was due; of a follow-up its own time, of an appointment so many minutes before it.
    dueAt: text('due_at').notNull(),
    // Told too late: the laptop slept, the program was closed, or the hours were quiet.
    isMissed: integer('is_missed').notNull().default(0),
    createdAt,
    seenAt: text('seen_at'),
  },
  (t) => [
    uniqueIndex('reminders_appointment').on(t.appointmentId, t.dueAt).where(sql`appointment_id is not null`),
    uniqueIndex('reminders_follow_up').on(t.leadId, t.dueAt).where(sql`appointment_id is null`),
    index('reminders_unseen').on(t.createdAt).where(sql`seen_at is null`),
    index('reminders_lead').on(t.leadId),
    oneOf('reminders_kind', t.kind, REMINDER_KINDS),
    isFlag('reminders_is_missed', t.isMissed),
    isInstant('reminders_due_at', t.dueAt),
  ],
)

// ---- Conversions and tracking -----------------------------------------------------------------------------------------------

export const conversions = sqliteTable(
  'conversions',
  {
    id: text('id').primaryKey(),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    leadId: integer('lead_id').references(() => leads.id, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id').references(() => workspaces.id),
    convertedBy: text('converted_by').notNull(),
    convertedAt: text('converted_at').notNull(),
    conversionType: text('conversion_type').notNull(),
    // Dollars for readers of the file; derived from the cents beside it.
    conversionValue: real('conversion_value').generatedAlwaysAs(sql`value_cents / 100.0`, {
      mode: 'virtual',
    }),
    currency: text('currency').notNull().default('USD'),
    customData: text('custom_data'),
    createdAt,
    updatedAt,
    valueCents: integer('value_cents'),
    // Voided conversions stay readable and count nowhere.
    voidedAt: text('voided_at'),
    voidReason: text('void_reason'),
    // The day it happened in the agency's zone; a change of the zone rewrites it. Views have no other way to know a zone.
    convertedDay: text('converted_day').notNull(),
    batchId: text('batch_id'),
    // The caller's own id of what came by the API: the same again makes nothing (an idempotency key of its workspace).
    externalId: text('external_id'),
  },
  (t) => [
    uniqueIndex('conversions_external').on(t.workspaceId, t.externalId).where(sql`external_id is not null`),
    index('conversions_when').on(t.convertedAt),
    index('conversions_workspace').on(t.workspaceId, t.convertedAt),
    index('conversions_contact').on(t.contactId),
    index('conversions_lead').on(t.leadId),
    oneOf('conversions_type', t.conversionType, CONVERSION_TYPES),
    isJson('conversions_custom_data', t.customData),
    isInstant('conversions_converted_at', t.convertedAt),
    check('conversions_value', sql`${t.valueCents} is null or ${t.valueCents} >= 0`),
    check('conversions_currency', sql`${t.currency} glob '[A-Z][A-Z][A-Z]'`),
  ],
)

export const conversionEvents = sqliteTable(
  'conversion_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    conversionId: text('conversion_id')
      .notNull()
      .references(() => conversions.id, { onDelete: 'cascade' }),
    eventType: text('event_type').notNull(),
    eventData: text('event_data').notNull().default('{}'),
    createdBy: text('created_by').notNull(),
    createdAt,
  },
  (t) => [
    index('conversion_events_conversion').on(t.conversionId, t.id),
    oneOf('conversion_events_type', t.eventType, CONVERSION_EVENT_TYPES),
    isJson('conversion_events_data', t.eventData),
  ],
)

export const workspaceTracking = sqliteTable(
  'workspace_tracking',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    leadId: integer('lead_id').references(() => leads.id, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    action: text('action').notNull(),
    actionDetails: text('action_details'),
    performedBy: text('performed_by').notNull(),
    metadata: text('metadata'),
    timestamp: text('timestamp').notNull(),
  },
  (t) => [
    index('workspace_tracking_workspace').on(t.workspaceId, t.id),
    index('workspace_tracking_contact').on(t.contactId),
    index('workspace_tracking_lead').on(t.leadId),
    oneOf('workspace_tracking_action', t.action, TRACKING_ACTIONS),
    isJson('workspace_tracking_metadata', t.metadata),
  ],
)

// ---- Analytics --------------------------------------------------------------------------------------------------------------

// One row per webhook and day of the agency's zone. Sums are kept, and what follows from them is generated: they cannot disagree.
export const leadAnalytics = sqliteTable(
  'lead_analytics',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhookConfigs.webhookId),
    date: text('date').notNull(),
    // Leads created that day, and how many of these have converted by now.
    totalLeads: integer('total_leads').notNull().default(0),
    convertedLeads: integer('converted_leads').notNull().default(0),
    conversionRate: real('conversion_rate').generatedAlwaysAs(
      sql`case when total_leads > 0 then converted_leads * 1.0 / total_leads end`,
      { mode: 'virtual' },
    ),
    totalRevenue: real('total_revenue').generatedAlwaysAs(sql`total_revenue_cents / 100.0`, {
      mode: 'virtual',
    }),
    // Mean hours from creation to first conversion, of the leads created that day.
    avgTimeToConversion: real('avg_time_to_conversion').generatedAlwaysAs(
      sql`case when converted_leads > 0 then conversion_ms_sum / 3600000.0 / converted_leads end`,
      { mode: 'virtual' },
    ),
    createdAt,
    updatedAt,
    // Values of sales and contracts that happened that day, voided ones aside.
    totalRevenueCents: integer('total_revenue_cents').notNull().default(0),
    conversionMsSum: integer('conversion_ms_sum').notNull().default(0),
  },
  (t) => [
    uniqueIndex('lead_analytics_day').on(t.webhookId, t.date),
    check('lead_analytics_counts', sql`${t.totalLeads} >= ${t.convertedLeads} and ${t.convertedLeads} >= 0`),
  ],
)

export const conversionAnalyticsCache = sqliteTable(
  'conversion_analytics_cache',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    cacheKey: text('cache_key').notNull(),
    cacheData: text('cache_data').notNull(),
    expiresAt: text('expires_at').notNull(),
    createdAt,
  },
  (t) => [
    uniqueIndex('conversion_analytics_cache_key').on(t.cacheKey),
    isJson('conversion_analytics_cache_data', t.cacheData),
  ],
)

// ---- The application's own --------------------------------------------------------------------------------------------------

export const settings = sqliteTable(
  'settings',
  { key: text('key').primaryKey(), value: text('value').notNull() },
  (t) => [isJson('settings_value', t.value)],
)

// Where each id generator stands (shared/domain/ids.ts): ids are never reused, not even after a delete.
export const sequences = sqliteTable('sequences', {
  name: text('name').primaryKey(),
  value: integer('value').notNull(),
})

// Sample data and, later, imports: what one of them made carries its id and goes as a whole.
export const batches = sqliteTable(
  'batches',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    label: text('label').notNull(),
    createdAt,
    // Empty until complete: a batch found unfinished at start is taken back.
    completedAt: text('completed_at'),
  },
  (t) => [oneOf('batches_kind', t.kind, ['sample', 'import'])],
)

// The reversible log: for each step the rows before and after, so that undo and redo survive a restart and a conflict is seen.
export const undoLog = sqliteTable(
  'undo_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    label: text('label').notNull(),
    // JSON list of {table, key, before, after}.
    steps: text('steps').notNull(),
    performedBy: text('performed_by').notNull(),
    createdAt,
    undoneAt: text('undone_at'),
  },
  (t) => [
    isJson('undo_log_steps', t.steps),
    // Parts are many and large: entries are found without reading them, and so are the parts of one entry.
    index('undo_log_entries')
      .on(t.undoneAt, t.createdAt, t.performedBy)
      .where(sql`performed_by not like '%-part:%'`),
    index('undo_log_deletions').on(t.undoneAt).where(sql`steps like '[{"removed":%'`),
    index('undo_log_imports').on(t.steps).where(sql`steps like '{"importId":%'`),
    index('undo_log_performed_by').on(t.performedBy),
  ],
)

// A step of the history that is too long for one transaction: its pieces are rows of the undo log. `doing`, `undoing` and `redoing` found at
// start were cut off, and are taken back or brought to their end (records/long-walk.ts).
export const longSteps = sqliteTable(
  'long_steps',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    // How many records it is about, of which kind.
    records: integer('records').notNull(),
    unit: text('unit').notNull(),
    // Its entry in the undo log; empty until it is done.
    entryId: integer('entry_id'),
    createdAt,
  },
  (t) => [
    oneOf('long_steps_kind', t.kind, ['change', 'deletion']),
    oneOf('long_steps_state', t.state, ['doing', 'done', 'undoing', 'undone', 'redoing']),
  ],
)

// A list as somebody wants to see it again: the search parameters of its address. Without a workspace it stands in all of them.
export const savedViews = sqliteTable(
  'saved_views',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    list: text('list').notNull(),
    name: text('name').notNull(),
    workspaceId: text('workspace_id').references(() => workspaces.id, { onDelete: 'cascade' }),
    definition: text('definition').notNull(),
    position: integer('position').notNull(),
    createdAt,
    updatedAt,
  },
  (t) => [
    index('saved_views_order').on(t.list, t.position),
    oneOf('saved_views_list', t.list, Object.keys(COLUMNS_OF)),
    isJson('saved_views_definition', t.definition),
  ],
)

// Which column of a file went into which field, by the file's headings: the next file of the same kind is mapped already.
export const importMappings = sqliteTable(
  'import_mappings',
  {
    headings: text('headings').primaryKey(),
    mapping: text('mapping').notNull(),
    updatedAt,
  },
  (t) => [isJson('import_mappings_mapping', t.mapping)],
)

// ---- Views of the seed ------------------------------------------------------------------------------------------------------

export const appointmentSummaryView = sqliteView('appointment_summary_view', {
  appointmentId: integer('appointment_id'),
  appointmentType: text('appointment_type'),
  scheduledAt: text('scheduled_at'),
  status: text('status'),
  leadId: integer('lead_id'),
  leadType: text('lead_type'),
  source: text('source'),
  contactId: integer('contact_id'),
  contactPhone: text('contact_phone'),
  contactFirstName: text('contact_first_name'),
  contactLastName: text('contact_last_name'),
  webhookName: text('webhook_name'),
  webhookType: text('webhook_type'),
}).as(sql`
  select a.id as appointment_id, a.appointment_type, a.scheduled_at, a.status, l.id as lead_id, l.lead_type, l.source,
    c.id as contact_id, c.phone as contact_phone, c.first_name as contact_first_name, c.last_name as contact_last_name,
    w.name as webhook_name, w.lead_type as webhook_type
  from appointments a
  join leads l on l.id = a.lead_id
  join contacts c on c.id = a.contact_id
  left join webhook_configs w on w.webhook_id = l.webhook_id`)

// Sales and contracts, voided ones aside; what hangs on a test lead counts nowhere.
const isCountedSale = sql.raw(
  `c.conversion_type in (${SALE_TYPES.map((type) => `'${type}'`).join(', ')}) and c.voided_at is null
    and not exists (select 1 from leads t where t.id = c.lead_id and t.is_test = 1)`,
)

export const workspaceConversionSummary = sqliteView('workspace_conversion_summary', {
  workspaceId: text('workspace_id'),
  workspaceName: text('workspace_name'),
  totalConversions: integer('total_conversions'),
  totalRevenue: real('total_revenue'),
  avgConversionValue: real('avg_conversion_value'),
  uniqueContactsConverted: integer('unique_contacts_converted'),
  lastConversionDate: text('last_conversion_date'),
  // A row for each currency: sums never mix them. Empty where a workspace has sold nothing.
  currency: text('currency'),
}).as(sql`
  select w.id as workspace_id, w.name as workspace_name, count(c.id) as total_conversions,
    coalesce(sum(c.value_cents), 0) / 100.0 as total_revenue, avg(c.value_cents) / 100.0 as avg_conversion_value,
    count(distinct c.contact_id) as unique_contacts_converted, max(c.converted_at) as last_conversion_date, c.currency
  from workspaces w
  left join conversions c on c.workspace_id = w.id and ${isCountedSale}
  group by w.id, c.currency`)

const reached = (stage: (typeof STAGES)[number]) =>
  sql`coalesce(sum(stage_reached in (${words(STAGES.slice(STAGES.indexOf(stage)))})), 0)`

export const conversionFunnel = sqliteView('conversion_funnel', {
  totalLeads: integer('total_leads'),
  contactedLeads: integer('contacted_leads'),
  qualifiedLeads: integer('qualified_leads'),
  convertedLeads: integer('converted_leads'),
  conversionRate: real('conversion_rate'),
}).as(sql`
  select count(*) as total_leads, ${reached('contacted')} as contacted_leads,
    ${reached('qualified')} as qualified_leads, ${reached('converted')} as converted_leads,
    case when count(*) > 0 then ${reached('converted')} * 1.0 / count(*) end as conversion_rate
  from leads where is_test = 0`)

export const dailyConversionMetrics = sqliteView('daily_conversion_metrics', {
  conversionDate: text('conversion_date'),
  conversionCount: integer('conversion_count'),
  dailyRevenue: real('daily_revenue'),
  avgValue: real('avg_value'),
  activeWorkspaces: integer('active_workspaces'),
  activeAgents: integer('active_agents'),
  // A row for each currency: sums never mix them.
  currency: text('currency'),
}).as(sql`
  select converted_day as conversion_date, count(*) as conversion_count, coalesce(sum(value_cents), 0) / 100.0 as daily_revenue,
    avg(value_cents) / 100.0 as avg_value, count(distinct workspace_id) as active_workspaces,
    count(distinct converted_by) as active_agents, c.currency
  from conversions c where ${isCountedSale}
  group by converted_day, c.currency`)
