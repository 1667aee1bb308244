// Writes names.json, which make_words.py reads, from @faker-js/faker (npm):  node make_names.mjs > names.json
import { allLocales } from '@faker-js/faker';

const texts = (part) =>
  Array.isArray(part) ? part.flatMap((entry) => (typeof entry === 'string' ? [entry] : typeof entry?.value === 'string' ? [entry.value] : []))
  : part && typeof part === 'object' ? Object.values(part).flatMap(texts)
  : [];

const names = {};
for (const [locale, { location = {}, company = {}, person = {}, lorem, commerce }] of Object.entries(allLocales)) {
  names[locale] = {
    given: texts(person.first_name), middle: texts(person.middle_name), family: texts(person.last_name), prefix: texts(person.prefix),
    city: texts(location.city_name), street: texts(location.street_name), state: [...texts(location.state), ...texts(location.county)],
    country: texts(location.country), legal: texts(company.legal_entity_type), job: [...texts(person.job_title), ...texts(person.job_type)],
    lorem: texts(lorem), product: texts(commerce),
  };
}
console.log(JSON.stringify(names));
