import type { QueriesOf } from '../handler-types.ts'

export const workspaceQueries: QueriesOf<'workspaces'> = {
  'workspaces.list': ({ db }) =>
    db
      .sql(
        `select w.*, (select coalesce(sum(total), 0) from lead_counts c where c.workspace_id = w.id) as lead_count
         from workspaces w order by w.is_active desc, w.name`,
      )
      .all()
      .map((row) => ({
        id: row.id,
        name: row.name,
        isActive: row.is_active === 1,
        isSample: row.batch_id !== null,
        totalConversions: row.total_conversions,
        totalRevenueCents: row.total_revenue_cents,
        lastActivityAt: row.last_activity_at,
        leadCount: row.lead_count,
      })),
}
