// Which state and which clock a ZIP code, a state and an area code stand for. ZIP codes by their first three digits (USPS sectional
// centers), with the single ZIP codes that keep another clock than their neighbours; area codes by the plan of NANPA. A place that lies on
// both sides of a border between zones names both clocks, the one of most people first: a call is in order only when it is in order in both.

/** A state or province by its two letters, and the IANA zones whose clocks hold there. */
export type CallPlace = { readonly state: string; readonly zones: readonly string[] }

const ZONES: Readonly<Record<string, string>> = {
  E: 'America/New_York',
  C: 'America/Chicago',
  M: 'America/Denver',
  P: 'America/Los_Angeles',
  Z: 'America/Phoenix',
  K: 'America/Anchorage',
  D: 'America/Adak',
  H: 'Pacific/Honolulu',
  R: 'America/Puerto_Rico',
  S: 'Pacific/Pago_Pago',
  G: 'Pacific/Guam',
  A: 'America/Halifax',
  N: 'America/St_Johns',
  W: 'America/Regina',
  Y: 'America/Whitehorse',
  V: 'America/Vancouver',
  B: 'America/Edmonton',
  I: 'America/Winnipeg',
  O: 'America/Toronto',
}

const zonesOf = (letters: string): readonly string[] => [...letters].map((letter) => ZONES[letter] as string)

/** States and provinces with all of their clocks. */
const STATE_CLOCKS = `AL C,AK KD,AZ Z,AR C,CA P,CO M,CT E,DE E,DC E,FL EC,GA E,HI H,ID MP,IL C,IN EC,IA C,KS CM,KY EC,LA C,ME E,MD E,MA E,
MI EC,MN C,MS C,MO C,MT M,NE CM,NV P,NH E,NJ E,NM M,NY E,NC E,ND CM,OH E,OK C,OR PM,PA E,RI E,SC E,SD CM,TN CE,TX CM,UT M,VT E,VA E,WA P,
WV E,WI C,WY M,PR R,VI R,GU G,MP G,AS S,AB B,BC VB,MB I,NB A,NL NA,NS A,PE A,ON OI,QC O,SK W,YT Y,NT B,NU OIB`

/** "AL C 350-369": the prefixes of a state and their clock. */
const ZIP_PREFIXES = `PR R 006-007 009,VI R 008,MA E 010-027 055,RI E 028-029,NH E 030-038,ME E 039-049,VT E 050-054 056-059,CT E 060-069,
NJ E 070-089,NY E 005 100-149,PA E 150-196,DE E 197-199,DC E 200 202-205 569,VA E 201 220-246,MD E 206-219,WV E 247-268,NC E 270-289,
SC E 290-299,GA E 300-319 398-399,FL E 320-323 326-339 341-342 344 346-347 349,FL CE 324,FL C 325,AL C 350-369,
TN C 370-372 375 380-385,TN E 374 376-379,TN EC 373,MS C 386-397,KY E 400 402-418 425,KY EC 401 426-427,KY C 420-424,OH E 430-459,
IN E 460-462 465-475 478-479,IN C 463-464 476-477,MI E 480-497,MI EC 498-499,IA C 500-528,WI C 530-549,MN C 550-567,
SD C 570-574,SD CM 575,SD MC 576,SD M 577,ND C 580-584 587-588,ND CM 585,ND MC 586,MT M 590-599,IL C 600-629,MO C 630-658,KS C 660-679,
NE C 680-689,NE CM 690-692,NE M 693,LA C 700-714,AR C 716-729,OK C 730-732 734-749,TX C 733 750-797,TX MC 798,TX M 799 885,
CO M 800-816,WY M 820-831,ID M 832-834 836-837,ID P 835 838,UT M 840-847,AZ Z 850-864,AZ MZ 865,NM M 870-884,NV P 889-898,
CA P 900-961,HI H 967-968,GU G 969,OR P 970-978,OR M 979,WA P 980-994,AK K 995-999`

/** Single ZIP codes that keep another clock than most of their prefix. */
const SINGLE_ZIPS = `IN C 46531 46532 46534 46968 47514 47515 47520 47525 47551 47574 47576 47586 47588 47922 47943 47948 47951 47963 47977 47978,
KS M 67733 67735 67741 67758 67761 67762 67836 67857 67878 67879,ID M 83547 83549,AZ MZ 86020 86033 86035 86044 86045 86053 86054,
NV M 89883,NV PM 89825,OR P 97904 97905 97907,AK D 99546 99547,AS S 96799,MP G 96950 96951 96952`

/** ZIP codes under a state's prefix that are not in it: Wake Island, Palau, Micronesia and the Marshall Islands. */
const ELSEWHERE = '96898 96939 96940 96941 96942 96943 96944 96960 96970'

const AREA_CODES = `AL C 205 251 256 334 659 938,AK K 907,AZ Z 480 520 602 623,AZ ZM 928,AR C 327 479 501 870,
CA P 209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831
 837 840 858 909 916 925 949 951,
CO M 303 719 720 970 983,CT E 203 475 860 959,DE E 302,DC E 202 771,
FL E 239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954,FL CE 448 850,
GA E 229 404 470 478 678 706 762 770 912 943,HI H 808,ID MP 208 986,
IL C 217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872,IN E 260 317 463 765,IN C 219,IN EC 574 812 930,
IA C 319 515 563 641 712,KS C 316 913,KS CM 620 785,KY E 502 859,KY EC 606,KY CE 270 364,LA C 225 318 337 457 504 985,ME E 207,
MD E 227 240 301 410 443 667,MA E 339 351 413 508 617 774 781 857 978,MI E 231 248 269 313 517 586 616 679 734 810 947 989,MI EC 906,
MN C 218 320 507 612 651 763 924 952,MS C 228 471 601 662 769,MO C 235 314 417 557 573 636 660 816 975,MT M 406,NE C 402 531,NE CM 308,
NV P 702 725 775,NH E 603,NJ E 201 551 609 640 732 848 856 862 908 973,NM M 505 575,
NY E 212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934,
NC E 252 336 472 704 743 828 910 919 980 984,ND CM 701,OH E 216 220 234 283 326 330 380 419 436 440 513 567 614 740 937,
OK C 405 539 572 580 918,OR P 503 971,OR PM 458 541,PA E 215 223 267 272 412 445 484 570 582 610 717 724 814 835 878,RI E 401,
SC E 803 821 839 843 854 864,SD CM 605,TN C 615 629 731 901 931,TN E 865,TN EC 423,
TX C 210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979,TX M 915,
UT M 385 435 801,VT E 802,VA E 276 434 540 571 686 703 757 804 826 948,WA P 206 253 360 425 509 564,WV E 304 681,
WI C 262 274 353 414 534 608 715 920,WY M 307,PR R 787 939,VI R 340,GU G 671,MP G 670,AS S 684,
AB B 368 403 587 780 825,BC V 604,BC VB 236 250 257 672 778,MB I 204 431 584,NB A 428 506,NL NA 709 879,NS A 782 902,
ON O 226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942,ON OI 807,
QC O 263 354 367 418 438 450 468 514 579 581 819 873,SK W 306 474 639,NT YBO 867`

/** "TX M 799 885" -> ['799', TX's place], ['885', …]; "799-802" is every number of the range. */
function entriesOf(table: string): (readonly [string, CallPlace])[] {
  return table.split(',').flatMap((line) => {
    const [state = '', letters = '', ...codes] = line.trim().split(/\s+/)
    const place = { state, zones: zonesOf(letters) }
    return codes.flatMap((code) => {
      const [first = '', last = first] = code.split('-')
      return Array.from(
        { length: Number(last) - Number(first) + 1 },
        (_, at) => [String(Number(first) + at).padStart(first.length, '0'), place] as const,
      )
    })
  })
}

/** By two letters. */
export const PLACE_OF_STATE: ReadonlyMap<string, CallPlace> = new Map(
  STATE_CLOCKS.split(',').map((line) => {
    const [state = '', letters = ''] = line.trim().split(' ')
    return [state, { state, zones: zonesOf(letters) }]
  }),
)
/** By the first three digits. */
export const PLACE_OF_PREFIX: ReadonlyMap<string, CallPlace> = new Map(entriesOf(ZIP_PREFIXES))
/** By all five digits; null is a place whose clock is not kept here. */
export const PLACE_OF_ZIP: ReadonlyMap<string, CallPlace | null> = new Map([
  ...entriesOf(SINGLE_ZIPS),
  ...ELSEWHERE.split(' ').map((zip) => [zip, null] as const),
])
export const PLACE_OF_AREA_CODE: ReadonlyMap<string, CallPlace> = new Map(entriesOf(AREA_CODES))

/** Area codes that say where in a state with several clocks somebody is: "TX 915". */
export const PLACE_OF_STATE_AND_CODE: ReadonlyMap<string, CallPlace> = new Map(
  [...PLACE_OF_AREA_CODE].flatMap(([code, place]) =>
    (PLACE_OF_STATE.get(place.state)?.zones.length ?? 0) > 1 ? [[`${place.state} ${code}`, place]] : [],
  ),
)

const ZIP = /^\d{5}(?:-\d{4})?$/

/** What is known of where a lead is, as the database keeps it. */
export type Whereabouts = {
  readonly zipCode: string | null
  readonly state: string | null
  readonly phone: string | null
}

/** The area code of a North American number in E.164; empty for any other. */
export function areaCodeOf(phone: string | null): string {
  return phone?.startsWith('+1') ? phone.slice(2, 5) : ''
}

/**
 * Where somebody is to be called: by the ZIP code, else by the state (and the area code, where the state has several clocks and the number
 * is of that state), else by the area code; null when none of them tells.
 */
export function placeOf({ zipCode, state, phone }: Whereabouts): CallPlace | null {
  if (zipCode !== null && ZIP.test(zipCode)) {
    const single = PLACE_OF_ZIP.get(zipCode.slice(0, 5))
    const place = single === undefined ? PLACE_OF_PREFIX.get(zipCode.slice(0, 3)) : single
    if (place) return place
  }
  const code = areaCodeOf(phone)
  const byState = PLACE_OF_STATE.get(state ?? '')
  if (byState !== undefined) return PLACE_OF_STATE_AND_CODE.get(`${byState.state} ${code}`) ?? byState
  return PLACE_OF_AREA_CODE.get(code) ?? null
}
