import { Link } from '@tanstack/react-router'
import type { LeadsSearch } from './behind.ts'

export function OpenLeads({ leads }: { readonly leads: LeadsSearch | undefined }) {
  return leads === undefined ? null : (
    <Link className="figures-action" to="/leads" search={leads}>
      Open these leads
    </Link>
  )
}
