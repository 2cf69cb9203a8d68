// Agents: the people of the agency whom leads are assigned to. Who sits at the laptop is a setting.
import { AppError } from '../../../shared/contract/reply.ts'
import { foldText } from '../../../shared/domain/fold.ts'
import { slug as slugOf } from '../../../shared/domain/ids.ts'
import type { WriteContext } from '../context.ts'
import type { CommandsOf, QueriesOf } from '../handler-types.ts'
import { addRow, changeRow, remember } from '../records/undo.ts'
import { hashKey, makeFeedSecret } from '../vault.ts'

export const agentQueries: QueriesOf<'agents'> = {
  'agents.list': ({ db }) =>
    db
      .sql('select slug, name, is_active, batch_id, feed_hint from agents order by is_active desc, name')
      .all()
      .map((row) => ({
        slug: row.slug,
        name: row.name,
        isActive: row.is_active === 1,
        isSample: row.batch_id !== null,
        feedHint: row.feed_hint,
      })),
}

export const agentCommands: CommandsOf<'agents'> = {
  'agents.save': (context, { slug, name, isActive }) => {
    if (name !== undefined) refuseTakenName(context, name, slug)
    if (slug === undefined) {
      if (name === undefined) throw invalid('name', 'Write the agent’s name.')
      const made = freeSlug(context, name)
      const step = addRow(context, 'agents', {
        slug: made,
        name,
        is_active: isActive === false ? 0 : 1,
        created_at: context.clock.now(),
      })
      return { slug: made, ...remember(context, `Agent ${name} added`, [step]) }
    }
    const known = context.db.sql('select name from agents where slug = ?').value<string>(slug)
    if (known === undefined) throw new AppError('not_found', 'This agent is no longer there.')
    if (isActive === false && slug === context.directory.settings().currentAgent)
      throw new AppError('refused', `${known} sits at this computer and cannot be deactivated.`)
    const step = changeRow(context, 'agents', slug, {
      ...(name === undefined ? {} : { name }),
      ...(isActive === undefined ? {} : { is_active: isActive ? 1 : 0 }),
    })
    const done = isActive === undefined ? 'renamed' : isActive ? 'is active again' : 'is no longer active'
    // Lists show leads with the names of their agents.
    context.touch('leads')
    return { slug, ...remember(context, `Agent ${name ?? known} ${done}`, [step]) }
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
