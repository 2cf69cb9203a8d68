// All senders, the most telling shape first. To teach the app another one, add its file here and a test beside the others.

import type { Sender } from '../sender.ts'
import { angi } from './angi.ts'
import { flat } from './flat.ts'
import { formstack } from './formstack.ts'
import { goHighLevel } from './gohighlevel.ts'
import { googleAds } from './google-ads.ts'
import { gravityForms } from './gravity-forms.ts'
import { hubspot } from './hubspot.ts'
import { jotform } from './jotform.ts'
import { leadsPedia } from './leadspedia.ts'
import { meta } from './meta.ts'
import { thumbtack } from './thumbtack.ts'
import { typeform } from './typeform.ts'
import { unbounce } from './unbounce.ts'

/** Without `flat`, which takes whatever these leave. */
export const SENDERS: readonly Sender[] = [
  googleAds,
  typeform,
  jotform,
  thumbtack,
  hubspot,
  goHighLevel,
  angi,
  leadsPedia,
  meta,
  unbounce,
  gravityForms,
  formstack,
]

/** Name of a sender by its id, for people. */
export function senderName(id: string): string {
  return SENDERS.find((sender) => sender.id === id)?.name ?? flat.name
}

export { flat }
