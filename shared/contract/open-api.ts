// The OpenAPI 3.1 document of the listener, made of the schemas that it checks and answers by. test/intake/open-api.test.ts compares it with what is
// answered, both ways.
import { z } from 'zod'
import { LEAD_TYPES } from '../domain/vocabulary.ts'
import { API_PATHS } from './api-paths.ts'
import {
  analyticsAnswer,
  analyticsQuery,
  funnelAnswer,
  listAnswer,
  listQuery,
  logAnswer,
  logRequest,
  periodQuery,
  problemAnswer,
} from './conversions-api.ts'
import { contactId, instant, leadId } from './shapes.ts'

type Json = Record<string, unknown>

const receivedLead = z.object({
  status: z.literal('success'),
  message: z.string(),
  webhook_id: z.string(),
  contact_id: contactId,
  lead_id: leadId,
  contact_status: z.enum(['new', 'existing']),
  email: z.string().nullable(),
  processed_at: instant,
  timestamp: instant,
})
const receivedAppointment = z.object({
  status: z.string(),
  message: z.string(),
  appointment_id: z.number().int(),
  lead_id: leadId,
  contact_id: contactId,
  timestamp: instant,
})
const describedWebhook = z.object({
  status: z.literal('active'),
  webhook_id: z.string(),
  name: z.string(),
  lead_type: z.enum(LEAD_TYPES),
  message: z.string(),
  timestamp: instant,
})
const state = z.object({ status: z.string() })

const SCHEMAS = {
  LogRequest: [logRequest, 'input'],
  LogAnswer: [logAnswer, 'output'],
  ListAnswer: [listAnswer, 'output'],
  FunnelAnswer: [funnelAnswer, 'output'],
  AnalyticsAnswer: [analyticsAnswer, 'output'],
  ReceivedLead: [receivedLead, 'input'],
  ReceivedAppointment: [receivedAppointment, 'input'],
  Webhook: [describedWebhook, 'input'],
  State: [state, 'input'],
  Problem: [problemAnswer, 'output'],
} as const satisfies Record<string, readonly [z.ZodType, 'input' | 'output']>

export function openApiDocument(origin: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Convio Leads',
      version: '1',
      description:
        'Leads, appointments and conversions from outside. The listener runs on the agency’s computer; from elsewhere it is reached through their tunnel.',
    },
    servers: [{ url: origin }],
    paths: {
      [API_PATHS.log]: {
        post: {
          ...ofWorkspace('Log a conversion', 'convert'),
          description: 'It is on the disk before it is answered.',
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              description: 'As external_id, which wins over it.',
              schema: { type: 'string', maxLength: 200 },
            },
          ],
          requestBody: bodyOf('LogRequest'),
          responses: {
            ...answer(201, 'It was logged.', 'LogAnswer'),
            ...answer(200, 'It had been logged before; nothing was changed.', 'LogAnswer'),
            ...problems({
              400: 'The body cannot be read.',
              404: 'There is no such lead or contact in this workspace.',
              409: 'The external id belongs to a conversion of another lead, contact or type.',
              413: 'The body is larger than 1 MiB.',
              415: 'The body is neither JSON nor a form.',
              422: 'Fields do not fit; details lists all of them.',
              507: 'The disk is full. Try again after Retry-After.',
            }),
            ...COMMON,
          },
        },
      },
      [API_PATHS.list]: { get: reading('List conversions, newest first', listQuery, 'ListAnswer') },
      [API_PATHS.funnel]: {
        get: reading('How far the leads of a period have come', periodQuery, 'FunnelAnswer'),
      },
      [API_PATHS.analytics]: { get: reading('Figures of a period', analyticsQuery, 'AnalyticsAnswer') },
      '/webhook/{webhook_id}': {
        parameters: [pathParameter('webhook_id')],
        get: {
          summary: 'What a webhook says of itself; also answers a verification challenge',
          responses: {
            ...answer(200, 'It is there.', 'Webhook'),
            ...problems({ 400: 'This is no webhook id.', 404: 'There is no such webhook.' }),
          },
        },
        post: {
          summary: 'Send a lead',
          description: 'By a provider of the agency. Names of fields are taken in any case.',
          security: [{ ProviderKey: [] }, { ProviderId: [] }],
          requestBody: freeBody({ name: 'Ana Ruiz', phone: '(602) 555-0142', zip: '85018' }),
          responses: { ...answer(201, 'A lead was made.', 'ReceivedLead'), ...RECEIVING },
        },
      },
      '/appointments/receive': {
        parameters: [
          {
            name: 'webhook',
            in: 'query',
            description: 'The webhook it belongs to, unless the body names it or a lead.',
            schema: { type: 'string' },
          },
        ],
        get: { summary: 'What to send, in short', responses: answer(200, 'In words.', 'State') },
        post: {
          summary: 'Send an appointment',
          security: [{ ProviderKey: [] }, { ProviderId: [] }],
          requestBody: freeBody({
            lead_id: 4_182_736_450,
            scheduled_at: '2027-03-02T16:00:00Z',
            appointment_id: 'bk-1001',
          }),
          responses: {
            ...answer(201, 'It was booked.', 'ReceivedAppointment'),
            ...answer(200, 'It was changed or cancelled.', 'ReceivedAppointment'),
            ...RECEIVING,
          },
        },
      },
      '/calendar/{secret}.ics': {
        parameters: [pathParameter('secret')],
        get: {
          summary: 'An agent’s calendar, for who knows the secret in its address',
          responses: {
            200: { description: 'iCalendar.', content: { 'text/calendar': { schema: { type: 'string' } } } },
            304: { description: 'As it was.' },
            ...problems({ 404: 'There is no such calendar.' }),
          },
        },
      },
      '/health': { get: healthOf('Whether something could be stored right now') },
      '/health/live': { get: healthOf('Whether it runs') },
      '/health/ready': { get: healthOf('Whether something could be stored right now') },
      '/openapi.json': {
        get: {
          summary: 'This document',
          responses: {
            200: {
              description: 'OpenAPI 3.1.',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        WorkspaceId: { type: 'apiKey', in: 'header', name: 'X-Workspace-ID' },
        WorkspaceKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        ProviderKey: { type: 'http', scheme: 'bearer' },
        ProviderId: { type: 'apiKey', in: 'header', name: 'lead_source_provider_id' },
      },
      schemas: Object.fromEntries(
        Object.entries(SCHEMAS).map(([name, [schema, io]]) => [name, jsonSchema(schema, io)]),
      ),
    },
  }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return plain
}

type SchemaName = keyof typeof SCHEMAS

function refer(name: SchemaName): Json {
  return { $ref: `#/components/schemas/${name}` }
}

function ofWorkspace(summary: string, permission: string): Json {
  return {
    summary: `${summary} (permission: ${permission})`,
    security: [{ WorkspaceId: [], WorkspaceKey: [] }],
  }
}

function reading(summary: string, query: z.ZodObject, name: SchemaName): Json {
  return {
    ...ofWorkspace(summary, 'read'),
    parameters: Object.entries(query.shape).map(([parameter, schema]) => {
      const { description, ...rest } = jsonSchema(schema as z.ZodType, 'input')
      return { name: parameter, in: 'query', ...(description ? { description } : {}), schema: rest }
    }),
    responses: {
      ...answer(200, 'Of this workspace alone.', name),
      ...problems({ 422: 'Parameters do not fit; details lists all of them.' }),
      ...COMMON,
    },
  }
}

function content(schema: Json, type = 'application/json'): Json {
  return { [type]: { schema } }
}

function answer(status: number, description: string, name: SchemaName): Json {
  return { [status]: { description, content: content(refer(name)) } }
}

function problems(all: Readonly<Record<number, string>>): Json {
  return Object.fromEntries(
    Object.entries(all).map(([status, description]) => [
      status,
      { description, content: content(refer('Problem'), 'application/problem+json') },
    ]),
  )
}

function bodyOf(name: SchemaName): Json {
  return {
    required: true,
    content: { ...content(refer(name)), ...content(refer(name), 'application/x-www-form-urlencoded') },
  }
}

function freeBody(example: Json): Json {
  const media = { schema: { type: 'object' }, example }
  return {
    required: true,
    content: {
      'application/json': media,
      'application/x-www-form-urlencoded': { schema: { type: 'object' } },
      'multipart/form-data': { schema: { type: 'object' } },
    },
  }
}

function pathParameter(name: string): Json {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function healthOf(summary: string): Json {
  return {
    summary,
    responses: { ...answer(200, 'Yes.', 'State'), ...problems({ 503: 'Not right now.' }) },
  }
}

const COMMON = problems({
  401: 'The workspace is not known, is switched off, or the key is not its own.',
  403: 'The key lacks the permission, or another workspace was asked for.',
  429: 'Too many requests. Try again after Retry-After.',
  503: 'Not right now. Try again after Retry-After.',
})
const RECEIVING = {
  202: { description: 'It is on hold until somebody has looked at it.' },
  ...problems({
    400: 'The body cannot be read.',
    401: 'The provider is not known, or its key or signature is wrong.',
    403: 'The provider may not send here.',
    404: 'There is no such webhook.',
    413: 'The body is larger than 1 MiB.',
    415: 'The type cannot be read.',
    422: 'Fields do not fit; details lists all of them. It is kept, to be repaired.',
    429: 'Too many requests. Try again after Retry-After.',
    503: 'Not right now. Try again after Retry-After.',
    507: 'The disk is full. Try again after Retry-After.',
  }),
}
