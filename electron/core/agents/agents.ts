// Agents: the people of the agency whom leads are assigned to. Who sits at the laptop is a setting.
import { AGENT_COLOURS, type AgentColour } from '../../../shared/contract/agents.ts'
import { AppError } from '../../../shared/contract/reply.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { slug as slugOf } from '../../../shared/domain/ids.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { addRow, changeRow, dropRow, remember } from '../records/undo.ts'
import { hashKey, makeFeedSecret } from '../vault.ts'

export const agentQueries: QueriesOf<'agents'> = {
  'agents.list': ({ db, clock }) => {
    const absences = db
      .sql(
        'select id, agent, starts_at, ends_at, note from agent_time_off where ends_at > ? order by starts_at, id',
      )
      .all(clock.now())
    return db
      .sql(
        'select slug, name, is_active, batch_id, colour, time_zone, working_hours, feed_hint from agents order by is_active desc, name',
      )
      .all()
      .map((row) => ({
        slug: row.slug,
        name: row.name,
        isActive: row.is_active === 1,
        isSample: row.batch_id !== null,
        colour: colourOf(row.colour, row.slug),
        timeZone: row.time_zone,
        workingHours: row.working_hours === null ? null : JSON.parse(row.working_hours),
        feedHint: row.feed_hint,
        timeOff: absences
          .filter(({ agent }) => agent === row.slug)
          .map((off) => ({ id: off.id, startsAt: off.starts_at, endsAt: off.ends_at, note: off.note })),
      }))
  },
}

/** The chosen one, or else always the same of the palette for the same agent. */
function colourOf(stored: string | null, slug: string): AgentColour {
  const chosen = AGENT_COLOURS.find((colour) => colour === stored)
  const sum = [...slug].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9_973, 7)
  return chosen ?? (AGENT_COLOURS[sum % AGENT_COLOURS.length] as AgentColour)
}

export const agentCommands: CommandsOf<'agents'> = {
  'agents.save': (context, { slug, name, isActive, colour, timeZone, workingHours }) => {
    if (name !== undefined) refuseTakenName(context, name, slug)
    const values = {
      ...(name === undefined ? {} : { name }),
      ...(isActive === undefined ? {} : { is_active: isActive ? 1 : 0 }),
      ...(colour === undefined ? {} : { colour }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
      ...(workingHours === undefined
        ? {}
        : { working_hours: workingHours === null ? null : JSON.stringify(workingHours) }),
    }
    if (slug === undefined) {
      if (name === undefined) throw invalid('name', 'Write the agent’s name.')
      const made = freeSlug(context, name)
      const row = { is_active: 1, ...values, slug: made, created_at: context.clock.now() }
      return { slug: made, ...remember(context, `Agent ${name} added`, [addRow(context, 'agents', row)]) }
    }
    const known = nameOf(context, slug)
    if (isActive === false && slug === context.directory.settings().currentAgent)
      throw new AppError('refused', `${known} sits at this computer and cannot be deactivated.`)
    const step = changeRow(context, 'agents', slug, values)
    // Lists show leads and appointments with the names of their agents.
    context.touch('leads', 'appointments')
    return { slug, ...remember(context, `Agent ${name ?? known} ${wordsOf(values)}`, [step]) }
  },

  'agents.addTimeOff': (context, { slug, startsAt, endsAt, note }) => {
    const name = nameOf(context, slug)
    if (endsAt <= startsAt) throw invalid('endsAt', 'Time off ends after it begins: choose a later end.')
    const step = addRow(context, 'agent_time_off', {
      agent: slug,
      starts_at: startsAt,
      ends_at: endsAt,
      note: note === '' ? null : note,
      created_at: context.clock.now(),
    })
    context.touch('appointments')
    return remember(context, `Time off of ${name} added`, [step])
  },

  'agents.removeTimeOff': (context, { id }) => {
    const slug = context.db.sql('select agent from agent_time_off where id = ?').value<string>(id)
    if (slug === undefined) throw new AppError('not_found', 'This time off is no longer there.')
    const step = dropRow(context, 'agent_time_off', id)
    context.touch('appointments')
    return remember(context, `Time off of ${nameOf(context, slug)} removed`, [step])
  },

  // Not undone: an address that was ended, because somebody has it who should not, must not come back.
  'agents.feed': (context, { slug, action }) => {
    const isActive = context.db.sql('select is_active from agents where slug = ?').value<number>(slug)
    if (isActive === undefined) throw new AppError('not_found', 'This agent is no longer there.')
    if (action === 'make' && isActive !== 1)
      throw new AppError(
        'refused',
        'Somebody who is no longer active has no calendar. Activate the agent first.',
      )
    const secret = action === 'make' ? makeFeedSecret() : null
    context.db
      .sql('update agents set feed_key = ?, feed_hint = ? where slug = ?')
      .run(secret === null ? null : hashKey(secret), secret === null ? null : `…${secret.slice(-4)}`, slug)
    context.touch('agents')
    return { secret }
  },
}

function wordsOf(values: Readonly<Record<string, unknown>>): string {
  const [column, ...others] = Object.keys(values)
  if (column === undefined || others.length > 0) return 'changed'
  if (column === 'name') return 'renamed'
  if (column === 'is_active') return values.is_active === 1 ? 'is active again' : 'is no longer active'
  return column === 'working_hours' ? 'has other working hours' : 'changed'
}

function nameOf(context: WriteContext, slug: string): string {
  const name = context.db.sql('select name from agents where slug = ?').value<string>(slug)
  if (name === undefined) throw new AppError('not_found', 'This agent is no longer there.')
  return name
}

function refuseTakenName(context: WriteContext, name: string, slug: string | undefined): void {
  const folded = foldText(name)
  const other = context.db
    .sql('select slug, name from agents')
    .all<{ slug: string; name: string }>()
    .find((agent) => agent.slug !== slug && foldText(agent.name) === folded)
  if (other !== undefined)
    throw invalid('name', `There is an agent called ${other.name} already. Add a last name or an initial.`)
}

/** `system` is what history calls the application itself. */
function freeSlug(context: WriteContext, name: string): string {
  const base = slugOf(name, '-').slice(0, 40) || 'agent'
  for (let number = 1; ; number++) {
    const made = number === 1 ? base : `${base}-${number}`
    if (made !== 'system' && context.db.sql('select 1 from agents where slug = ?').value(made) === undefined)
      return made
  }
}

function invalid(field: string, message: string): AppError {
  return new AppError('invalid', message, [{ field, message, code: 'invalid' }])
}
