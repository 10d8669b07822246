// A module that is imported again and again.
const titles = ['chair', 'table', 'lamp'];

export function describe(number) {
  return `article ${number}: ${titles[number % titles.length]}`;
}
