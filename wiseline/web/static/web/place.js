// A form with `data-place` begins with where this device is: its time zone, and the country that the zone lies in.
// The language says the country only where the zone does not: many people far from America read American English.
function regionOfLanguage() {
  return navigator.languages.map((language) => new Intl.Locale(language).region).find(Boolean);
}

function preset(field, value) {
  const untouched = field.options ? field.selectedOptions[0]?.defaultSelected : field.value === field.defaultValue;
  const known = [...(field.options ?? field.list.options)].some((option) => option.value === value);
  if (untouched && known) field.value = value;
}

function start(form) {
  const { country, timezone } = form.elements;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...timezone.list.options].find(({ value }) => value === zone);
  if (!option || zone === timezone.defaultValue) return;
  preset(country, option.dataset.country ?? regionOfLanguage());
  preset(timezone, zone);
}

document.querySelectorAll("form[data-place]").forEach(start);
