// A task from its start to its end.
import { expect } from 'vitest'
import type { Input, OperationName } from '../../shared/contract/index.ts'
import type { TaskState } from '../../shared/contract/tasks.ts'
import type { TestCore } from './core.ts'

/** Its result; one that fails fails the test with its sentence. */
export async function finished<N extends OperationName>(
  core: TestCore,
  name: N,
  input: Input<N>,
): Promise<unknown> {
  const states: TaskState[] = []
  let wake: () => void = () => {}
  const stop = core.api.onChanges(({ tasks }) => {
    states.push(...(tasks ?? []))
    wake()
  })
  const { taskId } = (await core.ask(name, input)) as { taskId: string }
  for (;;) {
    const end = states.find((state) => state.taskId === taskId && state.status !== 'running')
    if (end !== undefined) {
      stop()
      expect(end).toMatchObject({ status: 'done' })
      return (end as { result: unknown }).result
    }
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}
