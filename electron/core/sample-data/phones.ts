// Telephone numbers that reach nobody. First the numbers kept for fiction: NPA-555-0100 to NPA-555-0199 under every area code in use. These
// give some 33,000 numbers a webhook, enough for 100,000 leads. A larger batch goes on under area codes that do not exist: the North
// American plan keeps N9X (290 to 999 with a 9 in the middle) for the day its numbers grow longer, so no telephone has one; there the
// whole 555 exchange is used. libphonenumber takes all of them for possible numbers.

const codes = (text: string) => text.trim().split(/\s+/)

const AREA_CODES = {
  CA: codes(`209 213 279 310 323 341 350 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 805 818 820 831 840
    858 909 916 925 949 951`),
  AZ: codes('480 520 602 623 928'),
  NV: codes('702 725 775'),
  TX: codes(
    `210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979`,
  ),
  OK: codes('405 539 580 918'),
  FL: codes('239 305 321 352 386 407 448 561 656 689 727 728 754 772 786 813 850 863 904 941 954'),
  GA: codes('229 404 470 478 678 706 762 770 912 943'),
} as const

const ELSEWHERE =
  codes(`201 202 203 205 206 207 208 212 215 216 217 218 219 220 223 224 225 227 228 231 234 240 248 251 252 253 256 260
  262 267 269 270 272 274 276 283 301 302 303 304 307 308 309 312 313 314 315 316 317 318 319 320 326 327 330 331 332 334 336 337 339 347
  351 360 364 380 385 401 402 406 410 412 413 414 417 419 423 425 434 435 440 443 445 447 458 463 464 472 475 479 484 501 502 503 504 505
  507 508 509 513 515 516 517 518 531 534 540 541 551 557 563 564 567 570 571 572 573 574 575 582 585 586 601 603 605 606 607 608 609 610
  612 614 615 616 617 618 620 629 630 631 636 640 641 645 646 651 659 660 662 667 680 681 686 701 703 704 708 712 715 716 717 718 719 720
  724 730 731 732 734 740 743 757 763 765 769 771 773 774 779 781 785 801 802 803 804 808 810 812 814 815 816 826 828 835 838 839 843 845
  847 848 854 856 857 859 860 862 864 865 870 872 878 901 906 907 908 910 913 914 917 919 920 929 930 931 934 937 938 947 948 952 959 970
  971 973 975 978 980 983 984 985 986 989`)

export type State = keyof typeof AREA_CODES

const LINES = 100
const UNASSIGNED = Array.from({ length: 80 }, (_, index) =>
  String(200 + Math.floor(index / 10) * 100 + 90 + (index % 10)),
)
const LINES_UNASSIGNED = 10_000

/** Each call gives another number of one webhook; the states' own area codes come first. Undefined when all are given out. */
export function phoneBook(
  states: readonly State[],
  expected: number,
  start: number,
): () => string | undefined {
  const local = states.flatMap((state) => AREA_CODES[state])
  const assigned = [...local, ...Object.values(AREA_CODES).flat(), ...ELSEWHERE].filter(
    (code, at, all) => all.indexOf(code) === at,
  )
  const reserved = assigned.length * LINES
  const sizes = [local.length * LINES, reserved, reserved + UNASSIGNED.length * LINES_UNASSIGNED]
  const size = sizes.find((one) => one >= expected) ?? (sizes[2] as number)
  // Steps of one length through the whole range, so that neighbours in time are strangers in number.
  const step = coprime(size, Math.floor(size * 0.381_966))
  let given = start
  return () => {
    if (given - start >= size) return undefined
    const at = ((given++ % size) * step) % size
    if (at < reserved)
      return `+1${assigned[Math.floor(at / LINES)]}55501${String(at % LINES).padStart(2, '0')}`
    const rest = at - reserved
    return `+1${UNASSIGNED[Math.floor(rest / LINES_UNASSIGNED)]}555${String(rest % LINES_UNASSIGNED).padStart(4, '0')}`
  }
}

function coprime(size: number, near: number): number {
  for (let step = near; ; step++) if (divisor(step, size) === 1) return step
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
