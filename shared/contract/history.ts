import { z } from 'zod'
import { command, query, task } from './operation.ts'
import { instant } from './shapes.ts'

export const historyEntry = z.object({
  undoId: z.number().int(),
  /** What was done, in words: "Status of Ana Ruiz set to Contacted". */
  label: z.string(),
  performedBy: z.string(),
  createdAt: instant,
  isUndone: z.boolean(),
  /** Of an import: `history.undo` answers with the entry and leaves the work to the task `imports.undo`. */
  importId: z.string().optional(),
  /** Of many records: `history.undo` and `history.redo` answer with the entry and leave the work to `history.undoTask` and `history.redoTask`. */
  isLong: z.boolean().optional(),
  /** What came back otherwise than it was, and why: answered by `history.undo` alone. */
  note: z.string().optional(),
  /**
   * True where nothing of it came back: `note` says why. The step is no longer in the history, but where something can come back later: then it
   * is as it was, can be undone by its id, and is passed over otherwise.
   */
  isLost: z.boolean().optional(),
})

export const historyOperations = {
  'history.recent': query(
    ['history'],
    z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    z.array(historyEntry),
  ),
  /**
   * Takes one step back: the named one, or the newest not yet undone. Answers `conflict` with what would be overwritten when
   * something changed since; `isForced` does it all the same.
   */
  'history.undo': command(
    z.object({ undoId: z.number().int().optional(), isForced: z.boolean().default(false) }),
    historyEntry,
  ),
  'history.redo': command(z.object({ undoId: z.number().int().optional() }), historyEntry),
  /** For an entry that `isLong`: in slices, all of it or nothing. Fails like `history.undo` with `conflict`, whose detail `undoId` names the entry. */
  'history.undoTask': task(
    z.object({ undoId: z.number().int(), isForced: z.boolean().default(false) }),
    historyEntry,
  ),
  'history.redoTask': task(z.object({ undoId: z.number().int() }), historyEntry),
}
