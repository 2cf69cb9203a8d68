import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decoded, decodeBody } from '../../electron/core/intake/decode.ts'

function decode(
  body: string | Uint8Array,
  contentType: string | null = 'application/json',
  query = '',
): Decoded {
  return decodeBody({
    method: 'POST',
    contentType,
    query,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  })
}

/** The payload as plain data. */
function payloadOf(decoded: Decoded): unknown {
  expect(decoded).toMatchObject({ ok: true })
  return decoded.ok ? JSON.parse(JSON.stringify(decoded.payload)) : null
}

function refusalOf(decoded: Decoded) {
  return decoded.ok ? null : { status: decoded.status, code: decoded.code, message: decoded.message }
}

const FORM = 'application/x-www-form-urlencoded'

describe('JSON', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/vnd.example+json',
    'text/json',
    'text/plain',
    'application/octet-stream',
    '',
    null,
  ])('is read as %j', (type) => {
    const decoded = decode('{"name":"José"}', type)
    expect(decoded).toMatchObject({ ok: true, kind: 'json', payload: { name: 'José' } })
  })

  it('is read in the character set that it names, or that its bytes betray', () => {
    const text = '{"name":"José"}'
    const utf16 = Buffer.from(text, 'utf16le')
    const bodies: [Uint8Array, string][] = [
      [Buffer.from(`\ufeff${text}`), 'application/json'],
      [Buffer.from(text, 'latin1'), 'application/json; charset=iso-8859-1'],
      [Buffer.from(text, 'latin1'), 'application/json; charset="windows-1252"'],
      [Buffer.from(text, 'latin1'), 'application/json'],
      [Buffer.from(text, 'latin1'), 'application/json; charset=utf-8'],
      [utf16, 'application/json; charset=utf-16'],
      [utf16, 'application/json; charset=utf-16le'],
      [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'application/json'],
      [
        Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
        'application/json; charset=utf-16',
      ],
    ]
    for (const [body, type] of bodies) expect(payloadOf(decode(body, type))).toEqual({ name: 'José' })
  })

  it('keeps 64-bit ids', () => {
    expect(payloadOf(decode('{"id":18446744073709551615}'))).toEqual({ id: '18446744073709551615' })
  })

  it('is refused with the place of the mistake', () => {
    expect(refusalOf(decode('{"a":1,}'))).toMatchObject({
      status: 400,
      code: 'invalid_json',
      message: expect.stringMatching(/line 1, column 8/),
    })
    expect(refusalOf(decode('['.repeat(10_000)))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/64 levels/),
    })
    expect(refusalOf(decode('{}', 'application/json; charset=klingon'))).toMatchObject({
      status: 415,
      code: 'unsupported_charset',
    })
  })
})

describe('forms', () => {
  it('become objects and lists', () => {
    const text =
      'name=Ada+Field&email=ada%40example.com&day=Mon&day=Tue&a[b]=1&a[c][d]=2&list[]=x&list[]=y&rows[0][q]=1&rows[1][q]=2&empty=&flag'
    expect(payloadOf(decode(text, FORM))).toEqual({
      name: 'Ada Field',
      email: 'ada@example.com',
      day: ['Mon', 'Tue'],
      a: { b: '1', c: { d: '2' } },
      list: ['x', 'y'],
      rows: [{ q: '1' }, { q: '2' }],
      empty: '',
      flag: '',
    })
  })

  it('survive Latin-1 escapes, stray percent signs and contradicting names', () => {
    expect(payloadOf(decode('name=Jos%E9&rate=5%&a=1&a[b]=2&x[=3&[y]=4', FORM))).toEqual({
      name: 'José',
      rate: '5%',
      a: '1',
      'a[b]': '2',
      'x[': '3',
      '[y]': '4',
    })
  })

  it('cannot reach a prototype', () => {
    const decoded = decode('__proto__[x]=1&constructor[prototype][x]=2&a[__proto__][x]=3', FORM)
    expect(decoded.ok && Object.keys(decoded.payload as object)).toEqual(['__proto__', 'constructor', 'a'])
    expect(({} as { x?: string }).x).toBeUndefined()
  })

  it('have at most 1,000 fields', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, at) => `f${at}=1`).join('&')
    expect(decode(fields(1_000), FORM).ok).toBe(true)
    expect(refusalOf(decode(fields(1_001), FORM))).toMatchObject({ status: 400, code: 'too_many_fields' })
  })

  it('may hold JSON, as curl -d sends it', () => {
    expect(decode('{"phone":"6025550142"}', FORM)).toMatchObject({ ok: true, kind: 'json' })
    expect(refusalOf(decode('{"phone":"6025550142"', FORM))).toMatchObject({
      status: 400,
      code: 'invalid_json',
    })
  })

  it('are recognised without a type', () => {
    expect(decode('phone=6025550142&name=Ada', null)).toMatchObject({ ok: true, kind: 'form' })
    expect(decode('phone=6025550142', 'text/plain')).toMatchObject({ ok: true, kind: 'form' })
  })
})

describe('the query string', () => {
  it('is the payload when the body is empty', () => {
    expect(decode('', null, '?phone=6025550142&name=Ada%20Field')).toMatchObject({
      ok: true,
      kind: 'query',
      payload: { phone: '6025550142', name: 'Ada Field' },
    })
    expect(refusalOf(decode('', 'application/json', ''))).toMatchObject({ status: 400, code: 'empty_body' })
  })

  it('is left alone when there is a body', () => {
    expect(payloadOf(decode('{"a":1}', 'application/json', 'b=2'))).toEqual({ a: 1 })
  })
})

describe('multipart forms', () => {
  const TYPE = 'multipart/form-data; boundary="b 142"'
  const part = (head: string, value: string) =>
    `--b 142\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`
  const END = '--b 142--\r\n'

  it('are read in one go, files noted and not kept', () => {
    const body = [
      part('name="name"', 'José'),
      part('name="day"', 'Mon'),
      part('name="day"', 'Tue'),
      part('name="a[b]"', '1'),
      part('name="bill"; filename="bïll.pdf"\r\nContent-Type: application/pdf', 'x'.repeat(200_000)),
      part('name="after"', 'the file'),
      END,
    ].join('')
    expect(decode(body, TYPE)).toMatchObject({ ok: true, kind: 'multipart' })
    expect(payloadOf(decode(body, TYPE))).toEqual({
      name: 'José',
      day: ['Mon', 'Tue'],
      a: { b: '1' },
      bill: { file_name: 'bïll.pdf', file_type: 'application/pdf', file_size: 200_000 },
      after: 'the file',
    })
  })

  it('may be in Latin-1', () => {
    const body = Buffer.from(part('name="name"', 'José') + END, 'latin1')
    expect(payloadOf(decode(body, TYPE))).toEqual({ name: 'José' })
  })

  it('are refused when they are broken or too many', () => {
    expect(refusalOf(decode(part('name="a"', '1'), TYPE))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/breaks off/),
    })
    expect(refusalOf(decode(END, 'multipart/form-data'))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/boundary/),
    })
    const badHeader = `--b 142\r\nContent-Disposition: form-data; name="a"\r\nb\u0001d header\r\n\r\n1\r\n${END}`
    expect(refusalOf(decode(badHeader, TYPE))).toMatchObject({ status: 400, code: 'invalid_form' })
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => part(`name="f${at}"`, '1')).join('') + END
    expect(decode(many(1_000), TYPE).ok).toBe(true)
    expect(refusalOf(decode(many(1_001), TYPE))).toMatchObject({ status: 400, code: 'too_many_fields' })
  })
})

describe('anything else', () => {
  it.each([
    ['<lead/>', 'text/xml'],
    ['<lead/>', 'application/xml; charset=utf-8'],
    ['GIF89a', 'image/gif'],
    ['hello there', 'text/plain'],
    ['hello there', null],
  ])('%j as %j is refused with what is accepted', (body, type) => {
    const refusal = refusalOf(decode(body, type))
    expect(refusal).toMatchObject({ status: 415, code: 'unsupported_type' })
    expect(refusal?.message).toMatch(/application\/json.*multipart\/form-data/)
  })

  it('never throws', () => {
    const type = fc.constantFrom(
      'application/json',
      FORM,
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary=',
      'text/plain',
      '',
      null,
      'application/json; charset=utf-16',
      'application/json; charset=',
    )
    const body = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      fc.string().map((text) => Buffer.from(`--x\r\n${text}\r\n--x--`)),
      fc.webQueryParameters().map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(body, type, fc.webQueryParameters(), (bytes, contentType, query) => {
        const decoded = decodeBody({ method: 'POST', contentType, query, body: bytes })
        if (!decoded.ok) expect(decoded.message).toMatch(/\.$/)
      }),
      { numRuns: 1_000 },
    )
  })
})
