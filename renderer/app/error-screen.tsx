// When a screen breaks: what it means for the data (nothing), and a way on.
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'

export function ScreenFailed({ error }: { readonly error: unknown }) {
  return (
    <div role="alert">
      <EmptyState
        title="This screen stopped working"
        action={
          <Button tone="main" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        <p>Your data is safe: every change was saved when it was made. Reload to go on.</p>
        <p className="mono mute">{error instanceof Error ? error.message : String(error)}</p>
      </EmptyState>
    </div>
  )
}

type BoundaryState = { readonly error: unknown; readonly hasFailed: boolean }

/** Around everything: what the router's own boundary does not catch. */
export class LastResort extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: undefined, hasFailed: false }

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error, hasFailed: true }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    return this.state.hasFailed ? <ScreenFailed error={this.state.error} /> : this.props.children
  }
}
