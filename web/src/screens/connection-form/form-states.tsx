import { type ErrorComponentProps, useNavigate, useRouter } from '@tanstack/react-router';
import { PanelSkeleton } from '../../components/panel-skeleton.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';

const titleOf = (path: string) => text(path.endsWith('/new') ? 'form.title.create' : 'form.title.edit');

/** The form before its data have come: the panel is there at once. */
export function FormPending() {
  const { state } = useRouter();
  const navigate = useNavigate();
  return (
    <SidePanel
      title={titleOf(state.location.pathname)}
      size={640}
      onClose={() => void navigate({ to: '/connections' })}
    >
      <PanelSkeleton />
    </SidePanel>
  );
}

/** The form whose data could not be loaded. */
export function FormError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const navigate = useNavigate();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <SidePanel
      title={titleOf(router.state.location.pathname)}
      size={640}
      onClose={() => void navigate({ to: '/connections' })}
    >
      <ProblemNotice
        title={text('error.screen')}
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={retry}
      />
    </SidePanel>
  );
}
