/** The reviewer: a model that may answer harmless asks, what it did, and the switch that ends it at once. */
import { useModelsView } from '#renderer/state/models.ts';
import { useReviewer } from '#renderer/state/rules.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { SelectField } from '#renderer/ui/field.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

const Days = () => {
  const reviewer = useReviewer();
  const days = reviewer?.days ?? [];
  if (days.length === 0) return <p className="text-sm text-faint">It has answered nothing yet.</p>;
  return (
    <table className="w-full max-w-100 text-sm">
      <caption className="sr-only">What the reviewer did by day</caption>
      <thead className="text-faint">
        <tr>
          <th scope="col" className="py-0.5 text-start font-normal">
            Day
          </th>
          <th scope="col" className="text-end font-normal">
            Allowed
          </th>
          <th scope="col" className="text-end font-normal">
            Left to you
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, allowed, passedOn }) => (
          <tr key={day} className="border-t border-line tabular-nums">
            <td className="py-0.5">{day}</td>
            <td className="text-end">{allowed}</td>
            <td className="text-end">{passedOn}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const ReviewerSettings = () => {
  const { reviewerModel, reviewerOn } = useSettings();
  const reviewer = useReviewer();
  const { value: view } = useModelsView();
  const models = (view?.providers ?? []).flatMap((provider) =>
    provider.isUsable ? provider.models.map(({ id, name }) => ({ value: id, label: `${name} · ${provider.label}` })) : [],
  );
  const known = reviewerModel === null || models.some(({ value }) => value === reviewerModel);
  const options = [
    { value: '', label: 'None' },
    ...models,
    ...(known || reviewerModel === null ? [] : [{ value: reviewerModel, label: `${reviewerModel} (not there now)` }]),
  ];
  return (
    <section aria-labelledby="reviewer" className="grid gap-3.5 border-t border-line pt-4">
      <div>
        <h2 id="reviewer" className="font-semibold">
          Reviewer
        </h2>
        <p className="text-muted">
          A model may answer harmless asks for you. It is never asked about anything outside of the task’s folder, the network, commands
          outside of the sandbox or secrets, and it leaves to you what it is not sure of.
        </p>
      </div>
      <Switch
        label="Let the reviewer answer"
        hint={
          reviewerModel === null
            ? 'Choose a model first.'
            : reviewerOn && reviewer?.ready === false
              ? 'The model cannot be used now, so everything is asked of you.'
              : 'Off stops it at once; what it looks at then comes to you.'
        }
        checked={reviewerOn}
        disabled={reviewerModel === null && !reviewerOn}
        onChange={(on) => void changeSettings({ reviewerOn: on }, on ? 'The reviewer is on' : 'The reviewer is off')}
      />
      <SelectField
        label="Model"
        hint={models.length === 0 ? 'Models with a key appear here; see “Models”.' : 'What it sees is sent to this model’s provider.'}
        options={options}
        value={reviewerModel ?? ''}
        onChange={(id) =>
          void changeSettings(
            id === '' ? { reviewerModel: null, reviewerOn: false } : { reviewerModel: id },
            'Model of the reviewer changed',
          )
        }
      />
      <Days />
    </section>
  );
};
