// The status words of other tools, as ours. What a list calls a stage, a disposition or a lead status says how far somebody got.
import { foldKey } from '../fold.ts'
import { LEAD_STATUSES, type LeadStatus } from '../vocabulary.ts'

const WORDS: Readonly<Record<LeadStatus, string>> = {
  new: 'New,New Lead,Open,Open - Not Contacted,Not Contacted,Uncontacted,Untouched,Unworked,Unassigned,Fresh,Received,To Call,Neu,Offen',
  contacted:
    'Contacted,Contact Made,Working,Working - Contacted,Attempted,Attempted to Contact,Attempting Contact,Contact in Progress,Connected,Engaged,Reached,Called,In Progress,Follow Up,Following Up,Nurture,Nurturing,Callback,Left Voicemail,No Answer,In Bearbeitung,Kontaktiert',
  qualified: 'Qualified,Marketing Qualified,Sales Qualified,MQL,SQL,Hot,Interested,Open Deal,Qualifiziert',
  proposal_sent:
    'Proposal,Proposal Sent,Proposal Made,Proposal/Price Quote,Quote,Quoted,Quote Sent,Estimate Sent,Estimate,Bid Sent,Offer Sent,Presentation,Angebot',
  negotiating: 'Negotiating,Negotiation,Negotiation/Review,In Negotiation,Contract Sent,Verhandlung',
  scheduled:
    'Scheduled,Appointment,Appointment Set,Appointment Scheduled,Appt Set,Appt Scheduled,Appointment Booked,Booked,Set,Meeting Scheduled,Demo Scheduled,Inspection Scheduled,Site Visit Scheduled,Termin,Termin vereinbart',
  converted:
    'Converted,Sold,Sale,Won,Closed Won,Closed - Won,Closed - Converted,Customer,Client,Signed,Contract Signed,Installed,Paid,Deal Won,Qualified - Converted,Gewonnen,Verkauft',
  rejected:
    'Rejected,Reject,Bad,Bad Lead,Bad Number,Bad Timing,Bad Data,Wrong Number,Invalid,Disqualified,DQ,Unqualified,Not Qualified,Junk,Junk Lead,Spam,Fake,Duplicate,Returned,Do Not Call,DNC,Abgelehnt',
  lost: 'Lost,Closed Lost,Closed - Lost,Closed - Not Converted,Deal Lost,Dead,Dead Lead,Not Interested,No Sale,Cancelled,Canceled,Went with Competitor,Recycled,Verloren',
}
const known = new Map<string, LeadStatus>()
for (const status of LEAD_STATUSES)
  for (const word of [status, ...WORDS[status].split(',')]) known.set(foldKey(word), status)

/** Null for a word that nobody has explained. */
export function readStatus(cell: string): LeadStatus | null {
  return known.get(foldKey(cell)) ?? null
}
