// Where a lead is with its conversions and without them, from nothing but its history.
import { describe, expect, test } from 'vitest'
import {
  type LeadMove,
  type LeadPlace,
  momentOf,
  movesLead,
  placeAfter,
} from '../../shared/domain/conversion.ts'

const at = (day: number) => `2026-04-${String(day).padStart(2, '0')}T12:00:00.000Z`
const NEW: LeadPlace = {
  status: 'new',
  stageReached: 'new',
  contactedAt: null,
  qualifiedAt: null,
  proposalSentAt: null,
  negotiatingAt: null,
  scheduledAt: null,
  convertedAt: null,
}
const ALL = ['contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted'] as const
const sale = (id: string, day: number, loggedAt = at(day)) => ({
  id,
  type: 'sale' as const,
  at: at(day),
  loggedAt,
})
const byHand = (from: LeadMove['from'], to: LeadMove['to'], day: number): LeadMove => ({
  from,
  to,
  at: at(day),
  isBack: false,
  by: null,
})
const bySale = (id: string, from: LeadMove['from'], day: number): LeadMove => ({
  from,
  to: 'converted',
  at: at(day),
  isBack: false,
  by: { id, reached: from, first: ALL },
})
const SOLD = placeAfter(NEW, { id: 'a', type: 'sale', before: null }, [], [sale('a', 5)])

describe('where a lead is', () => {
  test('a sale moves it from anywhere, a milestone only forward', () => {
    expect(movesLead('lost', 'sale')).toBe(true)
    expect(movesLead('converted', 'contract')).toBe(false)
    expect(movesLead('contacted', 'qualified')).toBe(true)
    expect(movesLead('negotiating', 'proposal')).toBe(false)
    expect(movesLead('lost', 'appointment')).toBe(false)
  })

  test('what is older than the lead counts as converted at once', () => {
    expect(momentOf({ createdAt: at(3) }, at(1))).toBe(at(3))
    expect(momentOf({ createdAt: at(3) }, at(4))).toBe(at(4))
  })

  test('its first sale is its every first arrival; without it there is none', () => {
    expect(SOLD).toMatchObject({ status: 'converted', contactedAt: at(5), convertedAt: at(5) })
    const gone = placeAfter(SOLD, { id: 'a', type: 'sale', before: at(5) }, [bySale('a', 'new', 5)], [])
    expect(gone).toEqual(NEW)
  })

  test('what somebody decided after the sale stays without it, at the times of its own', () => {
    const moves = [bySale('a', 'new', 5), byHand('converted', 'contacted', 7), byHand('contacted', 'lost', 8)]
    const place = { ...SOLD, status: 'lost' as const }
    expect(placeAfter(place, { id: 'a', type: 'sale', before: at(5) }, moves, [])).toEqual({
      ...NEW,
      status: 'lost',
      stageReached: 'contacted',
      contactedAt: at(7),
    })
  })

  test('set to converted by hand as well, that is when it converted', () => {
    const moves = [byHand('new', 'converted', 6)]
    const hand = { ...SOLD, convertedAt: at(6) }
    const with_ = placeAfter(hand, { id: 'a', type: 'sale', before: null }, moves, [sale('a', 2, at(7))])
    expect(with_.convertedAt).toBe(at(2))
    expect(placeAfter(with_, { id: 'a', type: 'sale', before: at(2) }, moves, []).convertedAt).toBe(at(6))
  })

  test('of two sales the other one keeps it converted, whichever goes', () => {
    const moves = [bySale('a', 'new', 5)]
    const place = placeAfter(SOLD, { id: 'b', type: 'sale', before: null }, moves, [
      sale('a', 5),
      sale('b', 9),
    ])
    expect(place).toEqual(SOLD)
    const withoutFirst = placeAfter(place, { id: 'a', type: 'sale', before: at(5) }, moves, [sale('b', 9)])
    expect(withoutFirst).toMatchObject({ status: 'converted', contactedAt: at(9), convertedAt: at(9) })
    // And the first, when it comes back, is what it was.
    expect(
      placeAfter(withoutFirst, { id: 'a', type: 'sale', before: null }, moves, [sale('a', 5), sale('b', 9)]),
    ).toEqual(SOLD)
  })
})
