/** Our own drawings, as the inside of a 24 by 24 SVG. */

export const icons = {
  here: '<path d="M4 11l8-7 8 7v9H4z" fill="currentColor"/>',
  peer: '<path d="M3 12h11M10 7l5 5-5 5M15 4h5v16h-5"/>',
  else: '<circle cx="12" cy="12" r="9" stroke-dasharray="3 3.3"/><circle cx="12" cy="12" r="3" fill="currentColor"/>',
  well: '<circle cx="12" cy="12" r="10"/><path d="M12 2a10 10 0 0 0 0 20z" fill="currentColor"/>',
  badly: '<circle cx="12" cy="12" r="10"/><path d="M12 2a10 10 0 0 1 0 20z" fill="currentColor"/>',
  tick: '<path d="M4 13l5 5L20 6" stroke-width="3"/>',
  again: '<path d="M4 10a8 8 0 0 1 14-4l2 2M20 3v5h-5M20 14a8 8 0 0 1-14 4l-2-2M4 21v-5h5"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 3"/>',
  veil: '<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM4 4l16 16"/>',
  say: '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
  heart: '<path d="M12 20S4 14.500 4 9a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 5.500-8 11-8 11z"/>',
  play: '<path d="M7 4l13 8-13 8z" fill="currentColor"/>',
  search: '<circle cx="10" cy="10" r="6.500"/><path d="M15 15l6 6"/>',
  link: '<path d="M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1"/>',
  pin: '<path d="M8 3h8M9 3v7l-4 4v2h14v-2l-4-4V3M12 16v6"/>',
  quote:
    '<path d="M5 16c3 0 4-2 4-6H4V5h6v5c0 5-2 8-5 8zM15 16c3 0 4-2 4-6h-5V5h6v5c0 5-2 8-5 8z" fill="currentColor"/>',
  flag: '<path d="M5 21V4h13l-2 4 2 4H5"/>'
} as const
