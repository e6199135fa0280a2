// How the language of the page writes numbers, and its reader's country times. Words come with the page.

const { lang } = document.documentElement;
const languageOf = (tag) => tag.split("-")[0];
const numbers = new Intl.NumberFormat(lang);

// The reader's own form of the page's language; else that language as in the reader's country.
function formOf(tags) {
  const own = tags.find((tag) => languageOf(tag) === languageOf(lang));
  if (own) return own;
  const { region } = new Intl.Locale(tags[0] ?? lang).maximize();
  return new Intl.Locale(languageOf(lang), { region }).toString();
}

export const locale = formOf(navigator.languages);

export function number(value) {
  return numbers.format(value);
}
