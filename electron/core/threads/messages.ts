// What the host and its threads say to each other. Values only; a question has an id, its answer the same one.
import type { Change } from '../../../shared/contract/index.ts'
import type { ListenerStatus } from '../../../shared/contract/listener.ts'
import type { Failure, Reply } from '../../../shared/contract/reply.ts'
import type { Topic } from '../../../shared/contract/topics.ts'
import type { Progress } from '../context.ts'
import type { KeptAnswer } from '../figures/kept-answers.ts'
import type { MasterKey } from '../master-key.ts'
import type { TaskEnd } from '../tasks/run-task.ts'

/** One worker file, six roles. A question that takes a reader long goes to the long reader; one of analytics to the reader that holds its image. */
export type WorkerData = {
  readonly role: 'writer' | 'reader' | 'long-reader' | 'analytics' | 'tasks' | 'checkpoints'
  readonly directory: string
  readonly migrationsFolder: string
  readonly masterKey: MasterKey
  readonly webhookPort: number | null
  /** Memory of write-turn.ts. */
  readonly turn: SharedArrayBuffer
}

export type ToThread =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'task'
      readonly taskId: string
      readonly name: string
      readonly input: unknown
      readonly actor: string
    }
  | { readonly type: 'cancel'; readonly taskId: string }
  | { readonly type: 'forget'; readonly topics: readonly Topic[] }
  | { readonly type: 'keep'; readonly answer: KeptAnswer }
  /** To an `ask` of the thread. */
  | { readonly type: 'answer'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly type: 'close' }

export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly type: 'takesLong'; readonly id: number }
  /** A query that the thread wants answered by a reader. */
  | { readonly type: 'ask'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'change'; readonly change: Change }
  | { readonly type: 'keep'; readonly answer: KeptAnswer }
  | { readonly type: 'listener'; readonly status: ListenerStatus }
  | { readonly type: 'progress'; readonly taskId: string; readonly progress: Progress }
  | { readonly type: 'ended'; readonly taskId: string; readonly end: TaskEnd }
  | { readonly type: 'defect'; readonly text: string }
