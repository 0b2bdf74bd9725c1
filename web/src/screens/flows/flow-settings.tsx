import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import { useQueryClient } from '@tanstack/react-query';
import { changeFlow, type Flow, flowQuery } from '../../api/flows.ts';
import { announce } from '../../components/announcer.tsx';
import { IconTile } from '../../components/app-tile.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { FooterSpace, SidePanel } from '../../components/side-panel.tsx';
import { SaveNotices } from '../../forms/save-notices.tsx';
import { useVersionedSave } from '../../forms/versioned-save.ts';
import { text } from '../../texts/text.ts';
import { FlowFields } from './flow-fields.tsx';
import { differing, type FlowValues, flowErrors, refusedField, valuesOf, writeOf } from './flow-values.ts';
import { useStock } from './stock.ts';

/** Name, ends, schedule and errors of a flow, over its page. */
export function FlowSettings({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const queries = useQueryClient();
  const stock = useStock();
  const mayEdit = useMayEdit();
  const form = useForm<FlowValues>({ initialValues: valuesOf(flow), validate: flowErrors });
  const save = useVersionedSave<Flow, FlowValues>({
    form,
    version: flow.version,
    send: (values, version) => changeFlow(flow.id, version ?? flow.version, writeOf(values)),
    readAgain: () => queries.fetchQuery({ ...flowQuery(flow.id), staleTime: 0 }),
    refresh: (changed) => {
      queries.setQueryData(flowQuery(flow.id).queryKey, changed);
      return queries.invalidateQueries({ queryKey: ['flows'] });
    },
    onSaved: (changed) => {
      announce(text('flow.saved', { name: changed.name }));
      onClose();
    },
    valuesOf,
    differing,
    refusedField,
  });
  return (
    <SidePanel
      title={text('flow.settings')}
      subtitle={flow.name}
      tile={<IconTile big icon={<IconSitemap size={20} stroke={1.75} />} />}
      size={640}
      onClose={onClose}
      covered={save.guard.asking}
      onSubmit={save.submit}
      footer={
        <>
          {mayEdit && (
            <Button type="submit" loading={save.isSaving}>
              {text('common.save')}
            </Button>
          )}
          <FooterSpace />
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <SaveNotices prefix="flow" errors={form.errors} notSaved={text('flow.notSaved')} save={save} />
        <FlowFields form={form} exports={stock.exports} imports={stock.imports} disabled={!mayEdit} />
      </FormStack>
      {save.guard.question}
    </SidePanel>
  );
}
