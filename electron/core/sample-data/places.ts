// Where invented people live: real cities with ZIP codes of their own, in streets that were made up.

export type Place = { readonly city: string; readonly state: string; readonly zips: readonly string[] }

const place = (state: string) => (text: string) => {
  const [city = '', zips = ''] = text.split(':')
  return { city: city.trim(), state, zips: zips.trim().split(' ') }
}
const places = (state: string, text: string): Place[] => text.trim().split('\n').map(place(state))

export const CALIFORNIA = places(
  'CA',
  `Los Angeles: 90012 90026 90034 90042 90065
San Diego: 92103 92104 92115 92117 92128
San Jose: 95112 95123 95125 95136
Sacramento: 95814 95819 95822 95831
Fresno: 93704 93711 93720
Bakersfield: 93301 93309 93311
Long Beach: 90803 90805 90808
Oakland: 94601 94605 94611
Anaheim: 92801 92804 92807
Riverside: 92503 92506 92507
Irvine: 92602 92604 92620
Santa Ana: 92701 92704 92705
Stockton: 95204 95207
Modesto: 95350 95355
San Bernardino: 92404 92407
Palm Springs: 92262 92264
Temecula: 92591 92592
Rancho Cucamonga: 91701 91730
Santa Clarita: 91350 91355
La Cañada Flintridge: 91011
Visalia: 93277 93291
Redding: 96001 96002`,
)
export const ARIZONA = places(
  'AZ',
  `Phoenix: 85004 85016 85018 85032 85044
Tucson: 85704 85710 85718 85745
Mesa: 85201 85204 85213
Scottsdale: 85251 85254 85260
Chandler: 85224 85225 85249
Gilbert: 85233 85296
Glendale: 85301 85308
Tempe: 85281 85283
Flagstaff: 86001 86004`,
)
export const NEVADA = places(
  'NV',
  `Las Vegas: 89102 89117 89123 89148
Henderson: 89012 89052 89074
Reno: 89502 89509 89523`,
)
export const TEXAS = places(
  'TX',
  `Houston: 77002 77008 77019 77042 77077 77096
Dallas: 75204 75214 75230 75248
Austin: 78704 78745 78750 78759
San Antonio: 78209 78216 78230 78258
Fort Worth: 76107 76109 76132 76137
El Paso: 79912 79924 79936
Arlington: 76012 76016
Plano: 75023 75024 75093
Frisco: 75034 75035
Corpus Christi: 78411 78413
Lubbock: 79413 79424
Round Rock: 78664 78681
Sugar Land: 77478 77479
Katy: 77449 77450 77494
Waco: 76708 76710
Laredo: 78041 78045`,
)
export const OKLAHOMA = places(
  'OK',
  `Oklahoma City: 73112 73120
Tulsa: 74105 74133`,
)
export const FLORIDA = places(
  'FL',
  `Miami: 33125 33133 33155 33176
Orlando: 32803 32806 32822 32835
Tampa: 33606 33611 33647
Jacksonville: 32207 32224 32256
St. Petersburg: 33701 33710
Fort Lauderdale: 33301 33308
Hialeah: 33012 33015
Tallahassee: 32303 32308
Cape Coral: 33904 33914
Sarasota: 34231 34232
Naples: 34103 34109
Gainesville: 32605 32607
Pensacola: 32503 32504
West Palm Beach: 33401 33411
Port St. Lucie: 34952 34953`,
)
export const GEORGIA = places(
  'GA',
  `Savannah: 31401 31405
Valdosta: 31601 31602`,
)

export const zipsOf = (list: readonly Place[]): string[] => list.flatMap(({ zips }) => zips)

export const STREETS =
  `Juniper Willow Copperfield Larkspur Stonebrook Saguaro Mesquite Magnolia Pelican Harborlight Marigold Thistledown
  Bluebonnet Pecan Cottonwood Palmetto Sandpiper Cypress Foxglove Meadowlark Ironwood Sagebrush Tumbleweed Windmill Lantern Quarry Orchard
  Vineyard Cedarhurst Ashgrove Birchwood Canyon Summit Ridgeline Sunrise Sunset Moonlight Starling Hummingbird Kingfisher Heron Osprey
  Dogwood Azalea Camellia Jasmine Wisteria Honeysuckle Primrose Clover Heather Briarwood Elmhurst Oakdale Pinecrest Riverbend Lakeshore
  Millstone Cobblestone Wagonwheel Silverado Rancho Hacienda Alameda`.split(/\s+/)
export const STREET_KINDS = ['St', 'Ave', 'Dr', 'Ln', 'Ct', 'Way', 'Blvd', 'Rd', 'Pl', 'Cir', 'Trl']
