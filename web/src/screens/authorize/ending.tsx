import { type ReactNode, useEffect, useRef } from 'react';

/** How an attempt ended: takes the focus when it comes, so that it is read and its first button is one Tab away. */
export function Ending({ children }: { children: ReactNode }) {
  const ending = useRef<HTMLDivElement>(null);
  useEffect(() => ending.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={ending} tabIndex={-1} style={{ outline: 'none' }}>
      {children}
    </div>
  );
}
