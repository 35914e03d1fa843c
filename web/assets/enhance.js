// Makes pages that work without it a little easier: counts characters as one types, and takes the eye to what is wrong.
import { CharacterCount, createAll, ErrorSummary, NotificationBanner } from './govuk-frontend.min.js?v=6.6.0'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [CharacterCount, ErrorSummary, NotificationBanner]) createAll(component)
