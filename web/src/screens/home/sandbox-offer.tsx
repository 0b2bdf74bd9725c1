import { Button } from '@mantine/core';
import IconFlask from '@tabler/icons-react/dist/esm/icons/IconFlask.mjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { createStore, storesQuery } from '../../api/stores.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { demoStore } from '../sandbox/demo-store.ts';
import { isConnectable } from '../sandbox/store-words.ts';
import classes from './first-steps.module.css';

/** "Try it with a sandbox store": starts one, then opens Create connection with everything filled in. */
export function SandboxOffer() {
  const stores = useQuery({ ...storesQuery(), throwOnError: false });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => createStore(demoStore),
    onSuccess: async (store) => {
      await queries.invalidateQueries();
      await navigate({ to: '/connections/new', search: { store: store.id } });
    },
  });
  const ready = stores.data?.items.find(isConnectable);
  return (
    <>
      <section className={classes.try}>
        <IconFlask size={22} stroke={1.75} aria-hidden />
        <div>
          <h2>{ready ? text('home.sandbox.ready.title', { name: ready.name }) : text('home.sandbox.title')}</h2>
          <p>{text(ready ? 'home.sandbox.ready.text' : 'home.sandbox.text')}</p>
        </div>
        {ready ? (
          <Button
            variant="default"
            size="md"
            renderRoot={(props) => <Link {...props} to="/connections/new" search={{ store: ready.id }} />}
          >
            {text('home.sandbox.ready.button', { name: ready.name })}
          </Button>
        ) : (
          <Button variant="default" size="md" loading={start.isPending} onClick={() => start.mutate()}>
            {text('home.sandbox.button')}
          </Button>
        )}
      </section>
      {start.error && (
        <div className={classes.failed}>
          <ProblemNotice title={text('home.sandbox.failed')} error={start.error} />
        </div>
      )}
    </>
  );
}
