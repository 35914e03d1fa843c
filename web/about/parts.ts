/** The pages about this server, as each of them lists the others. */
export const aboutParts = [
  { path: '/about', template: 'about/about.njk', title: 'About and house rules' },
  { path: '/about/moderation', template: 'about/moderation.njk', title: 'How we moderate' },
  { path: '/about/servers', template: 'about/limits.njk', title: 'Servers we limit' },
  { path: '/about/accessibility', template: 'about/accessibility.njk', title: 'Accessibility' },
  { path: '/about/privacy', template: 'about/privacy.njk', title: 'Privacy' },
  { path: '/about/contact', template: 'about/contact.njk', title: 'Contact' }
]
