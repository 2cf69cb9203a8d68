// A file dropped anywhere on the window goes to the import. Without this the browser would leave the application and show the file.
import { useNavigate } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { showToast } from '../ui/toasts.tsx'
import { useIncoming } from './incoming.ts'

export function FileDrop() {
  const navigate = useNavigate()
  const bring = useIncoming((state) => state.bring)
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      // Only what leaves the window; moving over an element tells of leaving too.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      const [file] = files
      if (file === undefined) return
      if (files.length > 1) {
        showToast({ title: 'One file at a time. Drop them one after the other.', tone: 'danger' })
        return
      }
      bring(file)
      void navigate({ to: '/import' })
    }
    document.addEventListener('dragover', onOver)
    document.addEventListener('dragleave', onLeave)
    document.addEventListener('drop', onDrop)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('dragleave', onLeave)
      document.removeEventListener('drop', onDrop)
    }
  }, [bring, navigate])

  if (!isOver) return null
  return (
    <div className="file-drop" aria-hidden>
      <div className="file-drop-words">
        <FileUp size={20} />
        Drop the file to import it
      </div>
    </div>
  )
}
