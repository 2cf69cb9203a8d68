// A line of work that is done one after the other. What nobody waits for any more when its turn comes is left out: whoever changes a filter
// letter by letter waits for the last pass over the leads, and not for one a letter.
import type { CallSignal } from '../../../shared/contract/index.ts'

/** `signal`: nobody waits any more; whoever is called off before their turn gets `calledOff`. */
export type Line<A> = (work: () => Promise<A>, signal?: CallSignal) => Promise<A>

export function oneAtATime<A>(calledOff: A): Line<A> {
  let last: Promise<unknown> = Promise.resolve()
  return (work, signal) => {
    const turn = last.then(() => (signal?.aborted ? calledOff : work()))
    // One that fails holds up nobody behind it.
    last = turn.catch(() => {})
    return turn
  }
}
