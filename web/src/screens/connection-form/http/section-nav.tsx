import { useEffect, useState } from 'react';
import { text } from '../../../texts/text.ts';
import classes from './section-nav.module.css';

export type ViewSection = 'general' | 'application' | 'authentication' | 'limits' | 'ping' | 'advanced';

export const sectionId = (section: ViewSection) => `http-${section}`;

interface SectionNavProps {
  sections: readonly ViewSection[];
  /** How many settings of a section differ from the connector. */
  counts: (section: ViewSection) => number;
}

/** The sections of HTTP view beside them: shows which one is in view, leads to each, counts what differs. */
export function SectionNav({ sections, counts }: SectionNavProps) {
  const [current, setCurrent] = useSectionInView(sections);
  const goTo = (section: ViewSection) => {
    const target = document.getElementById(sectionId(section));
    target?.scrollIntoView({ block: 'start' });
    target?.querySelector('h3')?.focus({ preventScroll: true });
    setCurrent(section);
  };
  return (
    <nav className={classes.nav} aria-label={text('http.sections')}>
      <ul>
        {sections.map((section) => {
          const n = counts(section);
          return (
            <li key={section}>
              <button type="button" aria-current={section === current || undefined} onClick={() => goTo(section)}>
                <span>{text(`http.section.${section}`)}</span>
                {n > 0 && (
                  <span className={classes.count} title={text('http.section.overrides', { n })}>
                    {n}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The section at the top of what is seen. */
function useSectionInView(sections: readonly ViewSection[]) {
  const [current, setCurrent] = useState<ViewSection | undefined>(sections[0]);
  useEffect(() => {
    const seen = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        const first = sections.find((section) => seen.has(sectionId(section)));
        if (first) setCurrent(first);
      },
      { rootMargin: '-90px 0px -60% 0px' },
    );
    for (const section of sections) {
      const target = document.getElementById(sectionId(section));
      if (target) observer.observe(target);
    }
    return () => observer.disconnect();
  }, [sections]);
  return [current, setCurrent] as const;
}
