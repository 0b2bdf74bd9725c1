/** The number with its check digit added at the end, as UPC-A (11 digits in) and EAN-13 (12 digits in) have it. Source: GS1 (firm). */
export function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let at = digits.length - 1, weight = 3; at >= 0; at -= 1, weight = 4 - weight)
    sum += Number(digits[at]) * weight;
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
