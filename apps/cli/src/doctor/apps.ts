import { type AnsweringApp, type Bus, answeringApps, living, sharesOf } from '@liaison/bus';
import { VERSION } from '../version.js';
import { type Finding, failure, fine, warning } from './finding.js';

/** Every app there must be one of, in the order they are started. */
const APPS = [
  'auth',
  'availability',
  'access-monitor',
  'service-registry',
  'notification',
  'gateway',
] as const;

/** Who is alive by their leases, what share each has, who answers, and in which version. */
export async function appsOf(bus: Bus): Promise<readonly Finding[]> {
  const [leases, answering] = await Promise.all([living(bus), answeringApps(bus)]);
  const holders = new Map<string, string[]>();
  for (const { app, id } of leases) holders.set(app, [...(holders.get(app) ?? []), id]);
  const findings = APPS.map((app) => judged(app, holders.get(app) ?? [], answering, bus));
  const services = holders.get('service') ?? [];
  const connected = `${services.length} connections of services hold a lease`;
  return [...findings, ...otherVersions(answering), fine('apps', connected)];
}

function judged(
  app: (typeof APPS)[number],
  holders: readonly string[],
  answering: readonly AnsweringApp[],
  bus: Bus,
): Finding {
  const answers = answering.filter((one) => one.app === app).length;
  if (holders.length === 0) {
    const message = `no ${app} holds a lease: none runs, or none reaches the engine`;
    return failure('apps', message, `start ${app}, and see what its log says`);
  }
  const named = app === 'gateway' ? holders.join(', ') : sharesText(holders, bus);
  if (answers < holders.length) {
    return warning(
      'apps',
      `${app}: ${holders.length} hold a lease (${named}), but ${answers} answer`,
      'one may just have ended, or hang: look again in some seconds, then at its log',
    );
  }
  return fine('apps', `${app}: ${named}`);
}

function sharesText(holders: readonly string[], { subjects }: Bus): string {
  const shares = [...sharesOf(holders, subjects.partitions)];
  return shares.map(([id, count]) => `${id} owns ${count} partitions`).join(', ');
}

function otherVersions(answering: readonly AnsweringApp[]): readonly Finding[] {
  const others = answering.filter(({ version }) => version !== VERSION);
  return others.map(({ app, id, version }) =>
    warning(
      'versions',
      `${app} ${id} is of version ${version}, this command of ${VERSION}`,
      'finish the upgrade, or use the command of that version',
    ),
  );
}
