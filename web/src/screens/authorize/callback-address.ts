/**
 * Our own redirect URL with the answer that a pasted address carries: wherever the provider sent the browser, its answer
 * is in the query. Undefined when there is none in it.
 */
export function callbackOf(pasted: string): string | undefined {
  if (!URL.canParse(pasted.trim())) return undefined;
  const { searchParams } = new URL(pasted.trim());
  const isAnswer = searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
  return isAnswer ? `/connection/oauth2callback?${searchParams}` : undefined;
}
