// Everything that analytics counts, held in memory column by column: a panel over a million leads is a pass over a few arrays. It belongs to one
// read-only connection, is loaded in steps, and then follows what is written, lead by lead, by the table that triggers keep (lead_changes). What it
// says is exact as of the snapshot in which it was brought up to date.
import { offsetFinder } from '../../../shared/domain/days.ts'
import { DIMENSIONS, type Dimension, FAST_CONTACT_MS } from '../../../shared/domain/metrics.ts'
import { EXIT_STATUSES } from '../../../shared/domain/vocabulary.ts'
import type { ReadDb } from '../db/connection.ts'
import { readSettings } from '../stored-settings.ts'
import { createDictionary, type Dictionary } from './dictionary.ts'
import {
  ARRIVING,
  emptyColumns,
  FLAG_BITS,
  GONE,
  grown,
  HAS_APPOINTMENT,
  HAS_BROUGHT,
  HAS_ENDED,
  HAS_OWN_PRICE,
  IS_DUPLICATE,
  IS_FAST,
  IS_PRICED,
  type LeadColumns,
  orderByDay,
  reordered,
  STAGE_NUMBER,
  setCode,
} from './lead-columns.ts'
import { type PriceOf, priceList, readPrices } from './prices.ts'
import { createRowIndex, type RowIndex } from './row-index.ts'
import {
  dayNumber,
  FIRST_ARRIVAL,
  FIRST_DIMENSION,
  LEADS_AFTER,
  LEADS_AMONG,
  LEADS_WITH_APPOINTMENTS,
  type LeadCells,
  newestChange,
  onTheWall,
  phoneNumber,
  SALES_AFTER,
  SALES_OF,
  SALES_OF_NONE,
  type SaleCells,
  zipPrefix,
} from './rows.ts'
import { createSales, type Sales } from './sale-columns.ts'

/** Rows of a step of loading, and changes of a step of following: a few milliseconds each. */
const LOADED_AT_ONCE = 2_000
const FOLLOWED_AT_ONCE = 500
/** With more changes than this, and than there are leads, it is sooner loaded anew. */
const MOST_FOLLOWED = 50_000
const LEAST_ROOM = 1_024
const ENDED: ReadonlySet<string> = new Set(EXIT_STATUSES)

export type Image = {
  /** Moves when anything that is counted has changed. */
  readonly version: number
  readonly leads: LeadColumns
  /** Rows of leads, gone ones among them. */
  readonly count: number
  /** The first rows are in the order of their days; `starts` tells where each begins, from `firstDay` on. */
  readonly ordered: { readonly count: number; readonly firstDay: number; readonly starts: Int32Array }
  readonly sales: Sales
  readonly values: Readonly<Record<Dimension, Dictionary>>
  readonly currencies: Dictionary
  readonly timeZone: string
  /** The agency's. */
  readonly currency: string
  readonly isLoaded: boolean
  /** Loads and follows until it is up to date or the time is over; true when it is up to date. */
  advance(untilMs: number): boolean
}

export function createImage(db: ReadDb): Image {
  let leads = emptyColumns(LEAST_ROOM)
  let count = 0
  let gone = 0
  let ordered: Image['ordered'] = { count: 0, firstDay: 0, starts: new Int32Array(1) }
  let sales = createSales()
  let firstLoose = -1
  let values = emptyValues()
  let currencies = createDictionary()
  let phones = createDictionary()
  let byId = indexOfIds(0)
  let byPhone = indexOfPhones(0)
  let timeZone = ''
  let currency = ''
  let prices = ''
  let priceOf: PriceOf = () => null
  let offsetOf = offsetFinder('UTC')
  let changedTo = 0
  let version = 0
  let isLoaded = false
  let loading: Generator<void, void, void> | null = null
  let seen = ''

  function indexOfIds(expected: number): RowIndex {
    return createRowIndex((row) => leads.id[row] as number, expected)
  }
  function indexOfPhones(expected: number): RowIndex {
    return createRowIndex((row) => leads.phone[row] as number, expected)
  }

  // ---- Rows ----

  const newRow = (): number => {
    if (count === leads.day.length) leads = grown(leads, leads.day.length * 2)
    return count++
  }

  const phoneKey = (phone: string | null): number =>
    phone === null || phone === '' ? 0 : (phoneNumber(phone) ?? -phones.codeOf(phone))

  const priceOfRow = (row: number): number => {
    const cents = priceOf(
      values.provider_id.valueOf(leads.codes.provider_id[row] as number),
      values.webhook_id.valueOf(leads.codes.webhook_id[row] as number),
      leads.day[row] as number,
    )
    return cents ?? Number.NaN
  }

  /** All but what hangs on other rows: duplicates, sales, and whether there is an appointment. */
  const write = (row: number, cells: LeadCells, phone: number): void => {
    const [id, createdAt, stage, status] = cells
    const createdMs = Date.parse(createdAt)
    leads.id[row] = id
    leads.createdMs[row] = createdMs
    leads.phone[row] = phone
    const wall = onTheWall(createdMs, offsetOf(createdMs))
    leads.day[row] = wall.day
    leads.hour[row] = wall.hour
    for (let at = 0; at < ARRIVING; at++) {
      const arrival = cells[FIRST_ARRIVAL + at] as string | null
      ;(leads.arrivals[at] as Float64Array)[row] =
        arrival === null ? Number.NaN : Date.parse(arrival) - createdMs
    }
    for (let at = 0; at < DIMENSIONS.length; at++) {
      const dimension = DIMENSIONS[at] as Dimension
      const cell = cells[FIRST_DIMENSION + at] as string | null
      const value = dimension === 'zip_prefix' ? zipPrefix(cell) : cell === '' ? null : cell
      setCode(leads, dimension, row, values[dimension].codeOf(value))
    }
    const ownPrice = cells[10]
    const toContact = (leads.arrivals[0] as Float64Array)[row] as number
    leads.kind[row] =
      ((STAGE_NUMBER.get(stage) ?? 0) << FLAG_BITS) |
      (ENDED.has(status) ? HAS_ENDED : 0) |
      (ownPrice === null ? 0 : HAS_OWN_PRICE) |
      (toContact <= FAST_CONTACT_MS ? IS_FAST : 0)
    setCost(row, ownPrice ?? priceOfRow(row))
  }

  const setCost = (row: number, cents: number): void => {
    leads.cost[row] = cents
    setFlag(row, IS_PRICED, !Number.isNaN(cents))
  }

  const setFlag = (row: number, flag: number, isSet: boolean): void => {
    const kind = leads.kind[row] as number
    leads.kind[row] = isSet ? kind | flag : kind & ~flag
  }

  /** Every lead of a phone but the first ones is a duplicate; who came in the same millisecond came as early. */
  const compareWithPhone = (phone: number): void => {
    if (phone === 0) return
    let earliest = Number.POSITIVE_INFINITY
    const first = byPhone.find(phone)
    for (let row = first; row !== -1; row = leads.samePhone[row] as number)
      if (leads.day[row] !== GONE) earliest = Math.min(earliest, leads.createdMs[row] as number)
    for (let row = first; row !== -1; row = leads.samePhone[row] as number)
      if (leads.day[row] !== GONE) setFlag(row, IS_DUPLICATE, (leads.createdMs[row] as number) > earliest)
  }

  const index = (row: number): void => {
    byId.put(leads.id[row] as number, row)
    const phone = leads.phone[row] as number
    leads.samePhone[row] = phone === 0 ? -1 : byPhone.find(phone)
    if (phone !== 0) byPhone.put(phone, row)
  }

  const remove = (row: number): void => {
    leads.day[row] = GONE
    gone++
    sales.drop(leads.firstSale[row] as number)
    leads.firstSale[row] = -1
    compareWithPhone(leads.phone[row] as number)
  }

  // ---- Sales ----

  const addSale = (lead: number, next: number, cells: SaleCells): number => {
    const [, , day, workspaceId, convertedBy, saleCurrency, cents] = cells
    return sales.add(
      {
        lead,
        day: dayNumber(day),
        workspace: values.workspace_id.codeOf(workspaceId),
        agent: values.assigned_to.codeOf(convertedBy),
        currency: currencies.codeOf(saleCurrency),
        cents,
      },
      next,
    )
  }

  const sumBrought = (row: number): void => {
    const own = currencies.codeOf(currency)
    let cents = 0
    for (let sale = leads.firstSale[row] as number; sale !== -1; sale = sales.columns.next[sale] as number) {
      const value = sales.columns.cents[sale] as number
      if (sales.columns.currency[sale] === own && !Number.isNaN(value)) cents += value
    }
    leads.brought[row] = cents
    setFlag(row, HAS_BROUGHT, cents !== 0)
  }

  const readSales = (row: number): void => {
    sales.drop(leads.firstSale[row] as number)
    let first = -1
    for (const cells of db.sql(SALES_OF).arrays<SaleCells>(leads.id[row])) first = addSale(row, first, cells)
    leads.firstSale[row] = first
    sumBrought(row)
  }

  const readLooseSales = (): void => {
    sales.drop(firstLoose)
    firstLoose = -1
    for (const cells of db.sql(SALES_OF_NONE).arrays<SaleCells>()) firstLoose = addSale(-1, firstLoose, cells)
  }

  // ---- Loading ----

  function* load(): Generator<void, void, void> {
    isLoaded = false
    leads = emptyColumns(LEAST_ROOM)
    count = 0
    gone = 0
    sales = createSales()
    firstLoose = -1
    values = emptyValues()
    currencies = createDictionary()
    phones = createDictionary()
    seen = ''
    readChoices()
    // Read first: what is written while it loads is then looked at again, and not left out.
    changedTo = newestChange(db)
    for (let last = 0; ; ) {
      const some = db.sql(LEADS_AFTER).arrays<LeadCells>(last, LOADED_AT_ONCE)
      for (const cells of some) write(newRow(), cells, phoneKey(cells[11]))
      last = some.at(-1)?.[0] ?? last
      if (some.length < LOADED_AT_ONCE) break
      yield
    }
    const { order, firstDay, starts } = orderByDay(leads.day, count)
    leads = reordered(leads, order, count + Math.max(LEAST_ROOM, count >>> 3))
    ordered = { count, firstDay, starts }
    leads.firstSale.fill(-1)
    byId = indexOfIds(count)
    byPhone = indexOfPhones(count)
    for (let row = 0; row < count; row++) {
      index(row)
      if (row % 50_000 === 49_999) yield
    }
    for (const row of byPhone.rows())
      if (leads.samePhone[row] !== -1) compareWithPhone(leads.phone[row] as number)
    for (let last = 0; ; ) {
      const some = db.sql(LEADS_WITH_APPOINTMENTS).arrays<[number]>(last, LOADED_AT_ONCE * 5)
      for (const [leadId] of some) {
        const row = byId.find(leadId)
        if (row !== -1) setFlag(row, HAS_APPOINTMENT, true)
      }
      last = some.at(-1)?.[0] ?? last
      if (some.length < LOADED_AT_ONCE * 5) break
      yield
    }
    for (let last = 0; ; ) {
      const some = db.sql(SALES_AFTER).arrays<SaleCells>(last, LOADED_AT_ONCE)
      for (const cells of some) {
        const leadId = cells[1]
        const row = leadId === null ? -1 : byId.find(leadId)
        if (leadId === null) firstLoose = addSale(-1, firstLoose, cells)
        // Of a test lead, or of one that came since and is looked at again.
        else if (row !== -1) leads.firstSale[row] = addSale(row, leads.firstSale[row] as number, cells)
      }
      last = some.at(-1)?.[0] ?? last
      if (some.length < LOADED_AT_ONCE) break
      yield
    }
    for (let row = 0; row < count; row++) if (leads.firstSale[row] !== -1) sumBrought(row)
    isLoaded = true
    version++
  }

  // ---- Following ----

  /** The settings and prices that figures depend on. */
  const readChoices = (): void => {
    const settings = readSettings(db)
    const list = priceList(db)
    if (settings.timeZone !== timeZone) {
      timeZone = settings.timeZone
      offsetOf = offsetFinder(timeZone)
      for (let row = 0; row < count; row++) {
        if (leads.day[row] === GONE) continue
        const createdMs = leads.createdMs[row] as number
        const wall = onTheWall(createdMs, offsetOf(createdMs))
        leads.day[row] = wall.day
        leads.hour[row] = wall.hour
      }
      // A day has other leads now; their order is made when it is next loaded.
      ordered = { count: 0, firstDay: 0, starts: new Int32Array(1) }
      // Prices begin on days.
      prices = ''
      version++
    }
    if (list !== prices) {
      prices = list
      priceOf = readPrices(list)
      for (let row = 0; row < count; row++)
        if (leads.day[row] !== GONE && ((leads.kind[row] as number) & HAS_OWN_PRICE) === 0)
          setCost(row, priceOfRow(row))
      version++
    }
    if (settings.currency !== currency) {
      currency = settings.currency
      for (let row = 0; row < count; row++) if (leads.day[row] !== GONE) sumBrought(row)
      version++
    }
  }

  const takeUp = (ids: readonly number[]): void => {
    const missing = new Set(ids)
    if (missing.delete(0)) readLooseSales()
    for (const cells of db.sql(LEADS_AMONG).arrays<readonly [...LeadCells, 0 | 1]>(JSON.stringify(ids))) {
      const [id, createdAt] = cells
      missing.delete(id)
      const phone = phoneKey(cells[11])
      let row = byId.find(id)
      const isHere = row !== -1 && leads.day[row] !== GONE
      const isSame = isHere && leads.createdMs[row] === Date.parse(createdAt) && leads.phone[row] === phone
      if (!isSame) {
        if (isHere) remove(row)
        row = newRow()
        leads.firstSale[row] = -1
      }
      const wasDuplicate = isSame && ((leads.kind[row] as number) & IS_DUPLICATE) !== 0
      write(row, cells as unknown as LeadCells, phone)
      setFlag(row, HAS_APPOINTMENT, cells[cells.length - 1] === 1)
      if (isSame) setFlag(row, IS_DUPLICATE, wasDuplicate)
      else {
        index(row)
        compareWithPhone(phone)
      }
      readSales(row)
    }
    for (const id of missing) {
      const row = byId.find(id)
      if (row !== -1 && leads.day[row] !== GONE) remove(row)
    }
  }

  /** Follows some of what was written; true when that was all. */
  const follow = (): boolean => {
    // Moves with the writes of others and with one's own.
    const now = `${db.sql('pragma data_version').value()} ${db.sql('select total_changes()').value()}`
    if (now === seen) return true
    readChoices()
    const newest = newestChange(db)
    if (newest !== changedTo) {
      const oldest = db.sql('select min(id) from lead_changes').value<number | null>() ?? 0
      const isTooMuch =
        newest - changedTo > Math.max(MOST_FOLLOWED, count) || gone > Math.max(MOST_FOLLOWED, count / 2)
      if (newest < changedTo || oldest > changedTo + 1 || isTooMuch) {
        isLoaded = false
        return false
      }
      const until = Math.min(newest, changedTo + FOLLOWED_AT_ONCE)
      const ids = db
        .sql('select distinct lead_id from lead_changes where id > ? and id <= ?')
        .arrays<[number]>(changedTo, until)
      takeUp(ids.map(([id]) => id))
      changedTo = until
      version++
      if (until < newest) return false
    }
    seen = now
    return true
  }

  return {
    get version() {
      return version
    },
    get leads() {
      return leads
    },
    get count() {
      return count
    },
    get ordered() {
      return ordered
    },
    get sales() {
      return sales
    },
    get values() {
      return values
    },
    get currencies() {
      return currencies
    },
    get timeZone() {
      return timeZone
    },
    get currency() {
      return currency
    },
    get isLoaded() {
      return isLoaded
    },
    advance: (untilMs) => {
      for (;;) {
        if (!isLoaded) {
          loading ??= load()
          if (loading.next().done === true) loading = null
        } else if (follow()) return true
        if (performance.now() >= untilMs) return false
      }
    },
  }
}

function emptyValues(): Record<Dimension, Dictionary> {
  return Object.fromEntries(DIMENSIONS.map((name) => [name, createDictionary()])) as Record<
    Dimension,
    Dictionary
  >
}
