// The first start: three questions, then straight to work, empty or with invented people to look around with.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMemo, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import type { Input } from '../../shared/contract/index.ts'
import { settingsOperations } from '../../shared/contract/settings.ts'
import { runCommand } from '../api/hooks.ts'
import { Button } from '../ui/button.tsx'
import { Combobox, TextField } from '../ui/fields.tsx'
import './frame.css'
import { zoneOptions } from '../ui/zones.ts'

export function FirstRun() {
  const zones = useMemo(() => zoneOptions(), [])
  const [busy, setBusy] = useState<'empty' | 'sample'>()
  const { register, control, handleSubmit, setError, formState } = useForm<Input<'settings.setUp'>>({
    resolver: zodResolver(settingsOperations['settings.setUp'].input),
    defaultValues: {
      agencyName: '',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      agentName: '',
    },
  })

  const start = (how: 'empty' | 'sample') =>
    handleSubmit(async (values) => {
      setBusy(how)
      const settings = await runCommand('settings.setUp', values, {
        onFailure: (failure) => {
          setError('agencyName', { message: failure.message })
          return true
        },
      })
      // The frame shows its progress; the first leads appear while the rest is still being made.
      if (settings && how === 'sample') await runCommand('sampleData.create', {})
      setBusy(undefined)
    })

  return (
    <main className="first-run">
      <form className="first-run-box" noValidate onSubmit={start('empty')}>
        <header>
          <img src="/icon.svg" alt="" />
          <h1>Welcome to Convio Leads</h1>
          <p>
            Three answers, and the first lead can come. All of it stays on this computer, and you can change
            it later in Settings.
          </p>
        </header>
        <div className="form">
          <TextField
            label="Agency name"
            placeholder="Sun Valley Leads"
            autoFocus
            maxLength={100}
            error={formState.errors.agencyName?.message}
            {...register('agencyName')}
          />
          <Controller
            control={control}
            name="timeZone"
            render={({ field, fieldState }) => (
              <Combobox
                label="Time zone"
                hint="Days in lists and figures are days in this zone."
                options={zones}
                value={field.value}
                onChange={field.onChange}
                error={fieldState.error?.message}
              />
            )}
          />
          <TextField
            label="Your name"
            isOptional
            hint="Changes you make are written in this name."
            maxLength={100}
            error={formState.errors.agentName?.message}
            {...register('agentName')}
          />
        </div>
        <div className="first-run-actions">
          <Button tone="main" type="submit" isBusy={busy === 'empty'} disabled={busy !== undefined}>
            Start empty
          </Button>
          <Button isBusy={busy === 'sample'} disabled={busy !== undefined} onClick={start('sample')}>
            Start with sample data
          </Button>
        </div>
        <p className="field-hint">
          Sample data is 1,000 invented leads, labelled as such. Settings removes it again.
        </p>
      </form>
    </main>
  )
}
