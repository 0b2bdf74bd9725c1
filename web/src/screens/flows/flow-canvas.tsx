import IconAlertCircle from '@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs';
import IconArrowsShuffle from '@tabler/icons-react/dist/esm/icons/IconArrowsShuffle.mjs';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Flow } from '../../api/flows.ts';
import { AppTile, IconTile } from '../../components/app-tile.tsx';
import { classNames } from '../../components/class-names.ts';
import { ConnectionStatus } from '../../components/connection-status.tsx';
import { useTroubled } from '../../components/connection-trouble.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { text } from '../../texts/text.ts';
import { targetName } from '../imports/target.ts';
import type { FlowParts } from './flow-parts.ts';
import classes from './flow-screen.module.css';

type Panel = 'export' | 'import';

interface FlowCanvasProps {
  flow: Flow;
  parts: FlowParts;
  /** The card whose panel is open. */
  chosen: string | undefined;
  onOpen: (panel: Panel) => void;
}

/** The steps in a line, each with what it did in the last run. */
export function FlowCanvas({ flow, parts, chosen, onOpen }: FlowCanvasProps) {
  const { source, sourceConnection, target, targetConnection } = parts;
  const [read, written] = flow.lastRun?.steps ?? [];
  const mapping = target?.mapping;
  const troubled = useTroubled([sourceConnection, targetConnection]);
  const footOf = (connection: Connection | undefined, counts: ReactNode) =>
    connection && troubled.includes(connection) ? <ConnectionStatus connection={connection} /> : counts;
  return (
    <section className={classes.canvas} aria-label={text('flow.canvas')}>
      <ol className={classes.steps}>
        <li>
          <Card
            kind={text('flow.card.export')}
            name={source?.name ?? text('flow.card.gone')}
            sub={
              source && sourceConnection
                ? text('flow.card.exportSub', {
                    connection: sourceConnection.name,
                    resource: source.resource,
                    type: text(source.type === 'limit' ? 'exports.type.limit' : `exports.type.${source.type}.short`),
                  })
                : ''
            }
            tile={<AppTile apiType={sourceConnection?.apiType ?? 'lightspeed-v3'} />}
            isChosen={chosen === 'export'}
            onOpen={() => onOpen('export')}
          >
            {footOf(sourceConnection, read && <Counts n={read.in} errors={read.errors} />)}
          </Card>
        </li>
        <li>
          <Card
            kind={text('flow.card.map')}
            name={mapping && mapping !== 'auto' ? text('imports.fields', { n: mapping.length }) : text('mapping.auto')}
            sub={
              source && target ? text('flow.card.mapSub', { from: source.resource, to: targetName(target.target) }) : ''
            }
            tile={<IconTile icon={<IconArrowsShuffle size={14} stroke={1.75} />} />}
            isChosen={chosen === 'import'}
            onOpen={() => onOpen('import')}
          >
            {written && <Counts n={written.in} errors={0} />}
          </Card>
        </li>
        <li>
          <Card
            kind={text('flow.card.import')}
            name={target?.name ?? text('flow.card.gone')}
            sub={
              target && targetConnection
                ? text('flow.card.importSub', { connection: targetConnection.name, target: targetName(target.target) })
                : ''
            }
            tile={<AppTile apiType={targetConnection?.apiType ?? 'postgres'} />}
            isChosen={chosen === 'import'}
            onOpen={() => onOpen('import')}
          >
            {footOf(targetConnection, written && <Counts n={written.success} errors={written.errors} />)}
          </Card>
        </li>
      </ol>
    </section>
  );
}

interface CardProps {
  kind: string;
  name: string;
  sub: string;
  tile: ReactNode;
  isChosen: boolean;
  onOpen: () => void;
  /** What the step did in the last run; nothing before the first. */
  children: ReactNode;
}

function Card({ kind, name, sub, tile, isChosen, onOpen, children }: CardProps) {
  return (
    <button type="button" className={classNames(classes.card, isChosen && classes.chosen)} onClick={onOpen}>
      <span className={classes.title}>
        {tile}
        <span>
          <span className={classes.kind}>{kind}</span>
          <b>{name}</b>
        </span>
      </span>
      <span className={classes.sub}>{sub}</span>
      <span className={classes.foot}>{children || <span className={classes.quiet}>{text('flow.neverRan')}</span>}</span>
    </button>
  );
}

function Counts({ n, errors }: { n: number; errors: number }) {
  return (
    <>
      <span>{text('flow.card.records', { n })}</span>
      {errors > 0 ? (
        <StatusWord tone="bad" icon={<IconAlertCircle size={14} stroke={2} />}>
          {text('flow.card.errors', { n: errors })}
        </StatusWord>
      ) : (
        <StatusWord tone="ok" icon={<IconCheck size={14} stroke={2} />}>
          {text('flow.card.ok')}
        </StatusWord>
      )}
    </>
  );
}
